using System.Diagnostics.Metrics;
using System.Globalization;

namespace HighPerfChainSync.UnitTests.Diagnostics;

/// <summary>A meter factory that listens to its own meters only, so that tests may run side by side.</summary>
internal sealed class MetricsRecorder : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];
    private readonly SortedSet<string> _instruments = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Tags, double Value)> _measured = [];
    private readonly Lock _lock = new();

    public MetricsRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, this)) return;
            _instruments.Add($"{instrument.Name} {instrument.Unit}");
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IEnumerable<string> Instruments => _instruments;

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Observe() => _listener.RecordObservableInstruments();

    public double Sum(string name, string tags)
    {
        lock (_lock) return _measured.Where(m => m.Name == name && m.Tags == tags).Sum(m => m.Value);
    }

    public int Count(string name, string tags)
    {
        lock (_lock) return _measured.Count(m => m.Name == name && m.Tags == tags);
    }

    public void Dispose()
    {
        foreach (Meter meter in _meters) meter.Dispose();
        _listener.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags)
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}"));
        lock (_lock) _measured.Add((instrument.Name, string.Join(',', texts), value));
    }
}
