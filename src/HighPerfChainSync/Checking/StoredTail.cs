using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Checking;

/// <summary>Reads the end that all records have: <c>removed</c> if it takes one back, <c>item_id</c>, <c>item_timestamp</c>.</summary>
internal static class StoredTail
{
    private const int MaxIdBytes = 128;

    /// <summary>The end of a record that its hash alone identifies.</summary>
    public static void Read(ref StoredValueReader reader, ReadOnlySpan<byte> prefix, in Hash256 hash, ref StoredIdentity identity)
    {
        var id = new JsonRecordWriter(stackalloc byte[MaxIdBytes]);
        id.Raw(prefix);
        id.HexText(hash.Bytes);
        Read(ref reader, id.Written, ref identity);
    }

    /// <summary>The end of a record that its transaction and log index identify.</summary>
    public static void Read(ref StoredValueReader reader, ReadOnlySpan<byte> prefix, uint logIndex, ref StoredIdentity identity)
    {
        var id = new JsonRecordWriter(stackalloc byte[MaxIdBytes]);
        id.Raw(prefix);
        id.HexText(identity.TransactionHash.Bytes);
        id.Raw("_"u8);
        id.Number(logIndex);
        Read(ref reader, id.Written, ref identity);
    }

    private static void Read(ref StoredValueReader reader, scoped ReadOnlySpan<byte> id, ref StoredIdentity identity)
    {
        if (reader.IsNext("removed"u8))
        {
            reader.Key("removed"u8);
            if (!reader.Boolean()) throw new RecordFormException("'removed' is false, which no record of ours says");
            identity.IsRemoved = true;
        }

        reader.Key("item_id"u8);
        identity.HasItsId = reader.Text().SequenceEqual(id);
        reader.Key("item_timestamp"u8);
        Span<byte> time = stackalloc byte[ItemTimestamp.Length];
        identity.HasItsTime = ItemTimestamp.TryFormat(identity.Timestamp, time)
            ? !reader.TryNull() && reader.Text().SequenceEqual(time)
            : reader.TryNull();
        reader.End();
    }
}
