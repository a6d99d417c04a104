namespace HighPerfChainSync.Checking;

/// <summary>Counts the checks of stored blocks by name.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class StoredCheckCounts
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Everything that was counted, by name.</summary>
    public IReadOnlyList<StoredCheckRow> Rows
    {
        get
        {
            var rows = new List<StoredCheckRow>(_entries.Count);
            foreach ((string check, Entry entry) in _entries) rows.Add(new StoredCheckRow(check, entry.Passed, entry.Failed, entry.NotChecked));
            return rows;
        }
    }

    /// <summary>Faults of all checks.</summary>
    public long Faults { get; private set; }

    /// <summary>A check holds.</summary>
    public void Pass(string check) => Of(check).Passed++;

    /// <summary>A check has found faults.</summary>
    public void Fail(string check, long times = 1)
    {
        Entry entry = Of(check);
        times = Math.Min(times, long.MaxValue - Faults);
        entry.Failed += times;
        Faults += times;
    }

    /// <summary>A check could not be made.</summary>
    public void Skip(string check, string reason)
    {
        Dictionary<string, long> reasons = Of(check).NotChecked;
        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
    }

    private Entry Of(string check)
    {
        if (!_entries.TryGetValue(check, out Entry? entry)) _entries[check] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        public long Passed { get; set; }

        public long Failed { get; set; }

        public Dictionary<string, long> NotChecked { get; } = new(StringComparer.Ordinal);
    }
}
