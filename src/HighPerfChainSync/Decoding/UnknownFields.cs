namespace HighPerfChainSync.Decoding;

/// <summary>Counts the JSON fields that the decoder skipped, by kind of object and name: a field that appears may mean a fork.</summary>
/// <remarks>
/// Names come from outside: only so many are kept, and of each only the beginning; the rest is counted together. Counting a known name
/// allocates nothing. Thread: any.
/// </remarks>
public sealed class UnknownFields
{
    /// <summary>Names kept.</summary>
    public const int MaxNames = 256;

    /// <summary>Bytes of a name that are kept.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The name under which fields beyond <see cref="MaxNames"/> are counted.</summary>
    public const string Others = "(others)";

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly List<Entry> _all = [];
    private readonly Entry _others = new("", [], Others);
    private readonly Action<string, long>? _publish;
    private volatile bool _dirty;

    /// <summary>Creates empty counts.</summary>
    /// <param name="publish">Receives names and how often they were seen since the last time, for example <see cref="Diagnostics.ChainSyncMetrics.UnknownField"/>.</param>
    public UnknownFields(Action<string, long>? publish = null)
    {
        _publish = publish;
        _all.Add(_others);
    }

    /// <summary>How often each field was skipped, by <c>object.name</c>, for example <c>block.sendRoot</c>.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
            lock (_lock)
            {
                foreach (Entry entry in _all)
                {
                    if (entry.Total > 0) counts[entry.Text] = entry.Total;
                }
            }

            return counts;
        }
    }

    /// <summary>Counts one skipped field.</summary>
    /// <param name="scope">What kind of object it is in.</param>
    /// <param name="name">The name, UTF-8.</param>
    internal void Count(string scope, ReadOnlySpan<byte> name)
    {
        name = name[..Math.Min(name.Length, MaxNameLength)];
        lock (_lock)
        {
            Find(scope, name).Total++;
            _dirty = true;
        }
    }

    /// <summary>Hands over what was counted since the last time.</summary>
    internal void Publish()
    {
        if (!_dirty || _publish is null) return;
        lock (_lock)
        {
            _dirty = false;
            foreach (Entry entry in _all)
            {
                long fresh = entry.Total - entry.Published;
                if (fresh == 0) continue;
                entry.Published = entry.Total;
                _publish(entry.Text, fresh);
            }
        }
    }

    private Entry Find(string scope, ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.Add(scope);
        hash.AddBytes(name);
        int key = hash.ToHashCode();
        Entry? first = _entries.GetValueOrDefault(key);
        for (Entry? entry = first; entry is not null; entry = entry.Next)
        {
            if (entry.Scope == scope && name.SequenceEqual(entry.Name)) return entry;
        }

        if (_all.Count > MaxNames) return _others;
        var added = new Entry(scope, name.ToArray(), $"{scope}.{TextEncoding.UTF8.GetString(name)}") { Next = first };
        _entries[key] = added;
        _all.Add(added);
        return added;
    }

    private sealed class Entry(string scope, byte[] name, string text)
    {
        public string Scope { get; } = scope;

        public byte[] Name { get; } = name;

        public string Text { get; } = text;

        public Entry? Next { get; init; }

        public long Total { get; set; }

        public long Published { get; set; }
    }
}
