using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;
using MessagePack;
using MessagePack.Resolvers;

namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>Records as classes, and what serializers make of them, a record at a time as a producer wants them.</summary>
internal sealed class Rows
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly MessagePackSerializerOptions s_messagePack = MessagePackSerializerOptions.Standard.WithResolver(ContractlessStandardResolver.Instance);

    private readonly List<BlockRow> _blocks = [];
    private readonly List<TransactionRow> _transactions = [];
    private readonly List<LogRow> _logs = [];
    private readonly List<TokenTransferRow> _transfers = [];

    /// <summary>Takes a record that our encoder has written.</summary>
    public void Add(EncodedBlock encoded, in EncodedRecord record)
    {
        ReadOnlySpan<byte> json = encoded.GetSpan(in record);
        switch (record.Entity)
        {
            case Entity.Block: _blocks.Add(JsonSerializer.Deserialize<BlockRow>(json, s_json)!); break;
            case Entity.Transaction: _transactions.Add(JsonSerializer.Deserialize<TransactionRow>(json, s_json)!); break;
            case Entity.Log: _logs.Add(JsonSerializer.Deserialize<LogRow>(json, s_json)!); break;
            case Entity.TokenTransfer: _transfers.Add(JsonSerializer.Deserialize<TokenTransferRow>(json, s_json)!); break;
        }
    }

    /// <summary>Bytes of all records as <c>System.Text.Json</c> writes them.</summary>
    public long ToJson() => ToJson(_blocks) + ToJson(_transactions) + ToJson(_logs) + ToJson(_transfers);

    /// <summary>Bytes of all records as MessagePack's object serializer writes them.</summary>
    public long ToMessagePack() => ToMessagePack(_blocks) + ToMessagePack(_transactions) + ToMessagePack(_logs) + ToMessagePack(_transfers);

    private static long ToJson<TRow>(List<TRow> rows)
    {
        long bytes = 0;
        foreach (TRow row in rows) bytes += JsonSerializer.SerializeToUtf8Bytes(row, s_json).Length;
        return bytes;
    }

    private static long ToMessagePack<TRow>(List<TRow> rows)
    {
        long bytes = 0;
        foreach (TRow row in rows) bytes += MessagePackSerializer.Serialize(row, s_messagePack).Length;
        return bytes;
    }
}
