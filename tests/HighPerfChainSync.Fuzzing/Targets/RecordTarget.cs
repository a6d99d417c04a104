using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>What reads records back from topics: the scan of the audit and of the search, and the text for people, which is one line of JSON whatever comes.</summary>
internal sealed class RecordTarget(IReadOnlyList<FuzzSeed> seeds) : IFuzzTarget
{
    private readonly RecordJson _json = new();
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
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
        Write(input.Span);
        return Outcome.Of(
            isRecord ? 1u : 0u, (ulong)why.Length, (ulong?)fields.Entity + 1 ?? 0, fields.Number is null ? 0u : 1u, fields.IsRemoved ? 1u : 0u,
            audited.Parent is null ? 0u : 1u, fields.Time is null ? 0u : 1u, fields.TransactionCount is null ? 0u : 1u);
    }

    public void Dispose() => _json.Dispose();

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
