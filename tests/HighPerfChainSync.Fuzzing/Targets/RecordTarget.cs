using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Retracting;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>What reads records back from topics: the scan of the audit and of the search, and the text for people, which is one line of JSON whatever comes.</summary>
internal sealed class RecordTarget(IReadOnlyList<FuzzSeed> seeds) : IFuzzTarget
{
    private readonly RecordJson _json = new();
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private byte[] _marked = [];
    private byte[] _stripped = [];
    private long _records;
    private long _others;

    public string Name => "record";

    public IReadOnlyList<FuzzSeed> Seeds => seeds;

    public int BytesPerByte => 64;

    public string Summary => $"{_records} taken as records, {_others} not";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        bool isRecord = RecordScan.TryRead(input.Span, out RecordFields fields);
        var record = new TopicRecord { Topic = "t", Partition = 0, Offset = 7, Value = input };
        bool isAudited = AuditedRecord.TryTake(in record, 0, out AuditedRecord audited, out string why);
        if (isAudited && !isRecord) throw new FuzzFault("The audit takes what the scan refuses.");
        if (isAudited == (why.Length > 0)) throw new FuzzFault("The audit refuses without a reason, or takes with one.");
        if (isRecord) _records++;
        else _others++;
        if (isRecord) Mark(input.Span, in fields);
        Write(input.Span);
        return Outcome.Of(
            isRecord ? 1u : 0u, (ulong)why.Length, (ulong?)fields.Entity + 1 ?? 0, fields.Number is null ? 0u : 1u, fields.IsRemoved ? 1u : 0u,
            audited.Parent is null ? 0u : 1u, fields.Time is null ? 0u : 1u, fields.TransactionCount is null ? 0u : 1u);
    }

    public void Dispose() => _json.Dispose();

    /// <summary>A record with the mark of a retraction is one, and without it again the record that it was.</summary>
    private void Mark(ReadOnlySpan<byte> record, in RecordFields fields)
    {
        if (_marked.Length < record.Length + RemovedMark.MaxGrowth) _marked = new byte[2 * (record.Length + RemovedMark.MaxGrowth)];
        if (_stripped.Length < _marked.Length) _stripped = new byte[_marked.Length];
        RemovedMark.Strip(record, _stripped);
        int length = RemovedMark.Add(record, _marked);
        if (length == 0) return;
        ReadOnlySpan<byte> marked = _marked.AsSpan(0, length);
        if (!RecordScan.TryRead(marked, out RecordFields read) || read.Number != fields.Number || read.Id != fields.Id)
            throw new FuzzFault("Marked as removed it is another record, or none.");
        int stripped = RemovedMark.Strip(marked, _stripped);
        // The head of a MessagePack map may have been longer than it had to be.
        if (!RecordScan.TryRead(_stripped.AsSpan(0, stripped), out RecordFields again) || again.Number != fields.Number || again.Id != fields.Id)
            throw new FuzzFault("Without the mark again it is another record, or none.");
        if (!RecordScan.IsMessagePack(record) && !record.SequenceEqual(_stripped.AsSpan(0, stripped))) throw new FuzzFault("Without the mark again it is other bytes.");
    }

    private void Write(ReadOnlySpan<byte> value)
    {
        _output.ResetWrittenCount();
        _json.Write(value, _output);
        ReadOnlySpan<byte> line = _output.WrittenSpan;
        if (line.IndexOfAny((byte)'\n', (byte)'\r') >= 0) throw new FuzzFault("More than a line is printed.");
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException error)
        {
            throw new FuzzFault($"What is printed is not JSON: {error.Message}");
        }
    }
}
