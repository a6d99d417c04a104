namespace HighPerfChainSync.Decoding;

/// <summary>The order in which the fields of one kind of JSON object come, as far as a decoder has seen.</summary>
/// <remarks>
/// Nodes write the fields of all objects of a kind in one order, apart from those that only some have: after each field the two that last followed
/// it are tried first. Owner: one decoder; thread: its.
/// </remarks>
internal abstract class FieldOrder
{
    private readonly NamePattern[] _patterns;
    private readonly Followers[] _followers;

    /// <summary>One that has seen nothing.</summary>
    protected FieldOrder(FieldNames names)
    {
        Names = names;
        Required = names.Required;
        _patterns = names.Patterns;
        _followers = new Followers[_patterns.Length + 1];
    }

    /// <summary>The fields there are.</summary>
    public FieldNames Names { get; }

    /// <summary>Slots of the fields that must be there, one bit each.</summary>
    public ulong Required { get; }

    /// <summary>Takes the next name, if it is one of the two that followed last time.</summary>
    /// <param name="json">Behind a value, or behind the object's brace.</param>
    /// <param name="previous">The slot of the field before; negative where no known one is before it.</param>
    /// <param name="isFirst">Whether nothing of the object but its brace has been taken.</param>
    /// <returns>The slot of the name, or −1: nothing has been taken then.</returns>
    public int TakeExpected(ref JsonCursor json, int previous, bool isFirst)
    {
        ref Followers followers = ref FollowersOf(previous);
        if (json.TryTakeName(in _patterns[followers.Last], isFirst)) return followers.Last;
        if (!json.TryTakeName(in _patterns[followers.Before], isFirst)) return -1;
        followers = new Followers(followers.Before, followers.Last);
        return followers.Last;
    }

    /// <summary>Takes note of what followed a field.</summary>
    public void Learn(int previous, int slot)
    {
        ref Followers followers = ref FollowersOf(previous);
        followers = new Followers((byte)slot, followers.Last);
    }

    private ref Followers FollowersOf(int slot) => ref _followers[Math.Max(slot, -1) + 1];

    /// <summary>The slots of the two names that followed a field most recently.</summary>
    private readonly record struct Followers(byte Last, byte Before);
}

/// <summary>The same, with what the fields stand for.</summary>
internal sealed class FieldOrder<TField>(FieldTable<TField> table) : FieldOrder(table)
    where TField : unmanaged, Enum
{
    private readonly TField[] _fields = table.Fields;

    /// <summary>What the name in a slot stands for.</summary>
    public TField FieldAt(int slot) => _fields[slot];
}
