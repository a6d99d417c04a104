using System.Diagnostics.Metrics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>What a stream counted: checks that failed and errors, by name. Listens to its own meters only.</summary>
internal sealed class FaultCounts : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, long> _counts = [];
    private readonly Lock _lock = new();

    public FaultCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this) && instrument.Name is "chainsync.verification.failed" or "chainsync.errors")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.Start();
    }

    /// <summary>Everything that was counted, for messages.</summary>
    public string All
    {
        get
        {
            lock (_lock) return string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        }
    }

    /// <summary>Blocks that a check has refused.</summary>
    public long Of(BlockCheck check) => Of(BlockCheckNames.Of(check));

    /// <summary>Errors of a kind.</summary>
    public long Of(ChainSyncError error) => Of(error.ToString());

    /// <summary>Blocks that any check has refused.</summary>
    public long Refusals
    {
        get
        {
            lock (_lock) return _counts.Where(count => BlockCheckNames.All.Contains(count.Key)).Sum(count => count.Value);
        }
    }

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        foreach (Meter meter in _meters) meter.Dispose();
        _listener.Dispose();
    }

    private long Of(string name)
    {
        lock (_lock) return _counts.GetValueOrDefault(name);
    }

    private void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag is not { Key: "check" or "error.type", Value: string name }) continue;
            lock (_lock) _counts[name] = _counts.GetValueOrDefault(name) + value;
        }
    }
}
