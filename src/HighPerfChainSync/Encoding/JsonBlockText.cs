using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The parts of JSON that all records of a block share, rendered once per block.</summary>
/// <remarks>Owner: the encoder that made it, which renders it anew for each block; thread: the encoder's, one at a time.</remarks>
internal sealed class JsonBlockText
{
    private readonly byte[] _transaction = new byte[256];
    private readonly byte[] _log = new byte[256];
    private readonly byte[] _tail = new byte[64];
    private int _transactionLength;
    private int _logLength;
    private int _tailLength;

    /// <summary><c>,"block_timestamp":…,"block_number":…,"block_hash":"…"</c>, the order in a transaction.</summary>
    public ReadOnlySpan<byte> InTransaction => _transaction.AsSpan(0, _transactionLength);

    /// <summary><c>,"block_number":…,"block_timestamp":…,"block_hash":"…"</c>, the order in a log and in a token transfer.</summary>
    public ReadOnlySpan<byte> InLog => _log.AsSpan(0, _logLength);

    /// <summary><c>,"item_timestamp":…}</c>, the end of every record.</summary>
    public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _tailLength);

    /// <summary>Renders the parts for a block.</summary>
    public void Render(in BlockHeader header)
    {
        var transaction = new JsonRecordWriter(_transaction);
        transaction.Raw(",\"block_timestamp\":"u8);
        transaction.Number(header.Timestamp);
        transaction.Raw(",\"block_number\":"u8);
        transaction.Number(header.Number);
        WriteHash(ref transaction, in header.Hash);
        _transactionLength = transaction.Position;

        var log = new JsonRecordWriter(_log);
        log.Raw(",\"block_number\":"u8);
        log.Number(header.Number);
        log.Raw(",\"block_timestamp\":"u8);
        log.Number(header.Timestamp);
        WriteHash(ref log, in header.Hash);
        _logLength = log.Position;

        RenderTail(header.Timestamp);
    }

    private static void WriteHash(ref JsonRecordWriter writer, in Hash256 hash)
    {
        writer.Raw(",\"block_hash\":"u8);
        writer.Data(hash.Bytes);
    }

    private void RenderTail(ulong timestamp)
    {
        Span<byte> time = stackalloc byte[ItemTimestamp.Length];
        var tail = new JsonRecordWriter(_tail);
        tail.Raw(",\"item_timestamp\":"u8);
        if (ItemTimestamp.TryFormat(timestamp, time))
        {
            tail.Raw("\""u8);
            tail.Raw(time);
            tail.Raw("\""u8);
        }
        else
        {
            tail.Null();
        }

        tail.Raw("}"u8);
        _tailLength = tail.Position;
    }
}
