using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>The names of the fields of one kind of JSON object, found by their UTF-8 bytes.</summary>
/// <remarks>A name is found with one multiplication and one comparison: the multiplier is chosen so that no two names meet. Does not change; thread: any.</remarks>
internal abstract class FieldNames
{
    private const int Buckets = 256;

    private readonly byte[][] _utf8;
    private readonly string[] _names;
    private readonly sbyte[] _slots = new sbyte[Buckets];
    private readonly uint _multiplier;

    protected FieldNames(string scope, string[] names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, 64, nameof(names));
        Scope = scope;
        _names = names;
        _utf8 = Array.ConvertAll(names, TextEncoding.UTF8.GetBytes);
        Patterns = Array.ConvertAll(_utf8, static name => NamePattern.Of(name));
        _multiplier = FindMultiplier();
    }

    /// <summary>What the object is, for counts of unknown fields.</summary>
    public string Scope { get; }

    /// <summary>What it means that such an object has a field that is not known.</summary>
    public BlockFindings WhenUnknown { get; init; }

    /// <summary>Slots of the fields that must be there, one bit each.</summary>
    public ulong Required { get; protected init; }

    /// <summary>The names as JSON has them, by slot.</summary>
    public NamePattern[] Patterns { get; }

    /// <summary>The name in a slot.</summary>
    public string this[int slot] => _names[slot];

    /// <summary>The slot of a name, or −1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return -1;
        int slot = _slots[Bucket(name, _multiplier)];
        return slot >= 0 && name.SequenceEqual(_utf8[slot]) ? slot : -1;
    }

    private static int Bucket(ReadOnlySpan<byte> name, uint multiplier)
    {
        uint key = (uint)name.Length | ((uint)name[0] << 8) | ((uint)name[name.Length >> 1] << 16) | ((uint)name[^1] << 24);
        return (int)((key * multiplier) >> 24);
    }

    private uint FindMultiplier()
    {
        // Odd multipliers from a fixed sequence, so that each start of the program finds the same one.
        uint multiplier = 0x9E3779B1;
        for (int attempt = 0; attempt < 100_000; attempt++)
        {
            if (TryPlace(multiplier)) return multiplier;
            multiplier = (multiplier * 747796405 + 2891336453) | 1;
        }

        throw new InvalidOperationException($"No multiplier tells the fields of a {Scope} apart.");
    }

    private bool TryPlace(uint multiplier)
    {
        _slots.AsSpan().Fill(-1);
        for (int i = 0; i < _utf8.Length; i++)
        {
            ref sbyte slot = ref _slots[Bucket(_utf8[i], multiplier)];
            if (slot >= 0) return false;
            slot = (sbyte)i;
        }

        return true;
    }
}
