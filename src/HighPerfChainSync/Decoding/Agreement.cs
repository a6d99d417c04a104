namespace HighPerfChainSync.Decoding;

/// <summary>Collects what several items say about one thing, for a comparison when the truth is known only afterwards.</summary>
internal struct Agreement<T>
    where T : struct, IEquatable<T>
{
    private T _first;
    private bool _any;
    private bool _mixed;

    /// <summary>Adds what an item says.</summary>
    public void Add(in T value)
    {
        if (!_any)
        {
            _first = value;
            _any = true;
        }
        else if (!_first.Equals(value))
        {
            _mixed = true;
        }
    }

    /// <summary>Whether every item said this.</summary>
    public readonly bool IsAll(in T value) => !_any || (!_mixed && _first.Equals(value));
}
