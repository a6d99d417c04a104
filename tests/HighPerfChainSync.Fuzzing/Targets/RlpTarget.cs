using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>The RLP reader: its two ways of reading agree, and what is valid is the only encoding of what it says, so that writing it gives the same bytes.</summary>
internal sealed class RlpTarget(IReadOnlyList<FuzzSeed> seeds) : IFuzzTarget
{
    private const int MaxDepth = 16;

    private readonly RlpWriter _writer = new();
    private long _valid;
    private long _invalid;
    private int _items;

    public string Name => "rlp";

    public IReadOnlyList<FuzzSeed> Seeds => seeds;

    public int BytesPerByte => 8;

    public string Summary => $"{_valid} valid, {_invalid} not";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        ReadOnlySpan<byte> bytes = input.Span;
        bool isValid = RlpReader.IsValid(bytes, MaxDepth);
        ReadTyped(bytes);
        _writer.Clear();
        _items = 0;
        var reader = new RlpReader(bytes);
        int deepest = 0;
        bool isCopied = Copy(ref reader, 0, ref deepest) && reader.IsAtEnd;
        if (isValid != (isCopied && _items > 0 && IsOne(bytes))) throw new FuzzFault($"Valid is {isValid}, but reading it item by item says otherwise.");
        if (isCopied && !_writer.Written.SequenceEqual(bytes)) throw new FuzzFault("Written again it is other bytes.");
        if (isValid) _valid++;
        else _invalid++;
        return Outcome.Of(isValid ? 1u : 0u, (ulong)Math.Min(_items, 64), (ulong)deepest, isCopied ? 1u : 0u);
    }

    public void Dispose()
    {
    }

    private static bool IsOne(ReadOnlySpan<byte> bytes)
    {
        var reader = new RlpReader(bytes);
        return reader.TryReadRaw(out _) && reader.IsAtEnd;
    }

    /// <summary>Every way to read an item leaves the reader where it was, or behind the item.</summary>
    private static void ReadTyped(ReadOnlySpan<byte> bytes)
    {
        for (int way = 0; way < 5; way++)
        {
            var reader = new RlpReader(bytes);
            int before = reader.Left;
            bool isRead = way switch
            {
                0 => reader.TryReadNumber(out ulong _),
                1 => reader.TryReadNumber(out Primitives.UInt256 _),
                2 => reader.TryReadHash(out _),
                3 => reader.TryReadAddress(out _),
                _ => reader.TryReadList(out _),
            };
            if (isRead == (reader.Left == before)) throw new FuzzFault($"Read in way {way} the reader is left at {reader.Left} of {before}.");
        }
    }

    private bool Copy(ref RlpReader reader, int depth, ref int deepest)
    {
        deepest = Math.Max(deepest, depth);
        while (!reader.IsAtEnd)
        {
            _items++;
            if (!reader.IsAtList)
            {
                if (!reader.TryReadString(out ReadOnlySpan<byte> text)) return false;
                _writer.WriteString(text);
                continue;
            }

            if (depth == MaxDepth || !reader.TryReadList(out RlpReader items)) return false;
            int list = _writer.BeginList();
            if (!Copy(ref items, depth + 1, ref deepest)) return false;
            _writer.EndList(list);
        }

        return true;
    }
}
