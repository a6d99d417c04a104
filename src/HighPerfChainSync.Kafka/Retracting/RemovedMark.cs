using System.Buffers.Binary;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>The key <c>removed</c> of a retraction: it comes before <c>item_id</c>, and everything else stays byte for byte what it is.</summary>
/// <remarks>Works on bytes, so that a record of any schema, also of an earlier one, can be taken back.</remarks>
internal static class RemovedMark
{
    /// <summary>The most that a record grows by.</summary>
    public const int MaxGrowth = 16;

    private const byte MaxFixedMap = 0x8F;
    private const byte Map16 = 0xDE;
    private const byte Map32 = 0xDF;

    /// <summary>As it stands in MessagePack: the text and true.</summary>
    private static ReadOnlySpan<byte> PackedMark => [0xA7, (byte)'r', (byte)'e', (byte)'m', (byte)'o', (byte)'v', (byte)'e', (byte)'d', 0xC3];

    private static ReadOnlySpan<byte> JsonMark => "\"removed\":true,"u8;

    private static ReadOnlySpan<byte> JsonId => "\"item_id\":"u8;

    /// <summary>Writes a record with the mark.</summary>
    /// <param name="record">A record of ours without it.</param>
    /// <param name="destination">At least <see cref="MaxGrowth"/> longer than the record.</param>
    /// <returns>The length of what was written; 0 when it is no record with an <c>item_id</c>, or has the mark already.</returns>
    public static int Add(ReadOnlySpan<byte> record, Span<byte> destination)
    {
        if (RecordScan.IsMessagePack(record)) return AddPacked(record, destination);
        int at = FindJsonId(record);
        if (at <= 0 || record[..at].EndsWith(JsonMark)) return 0;
        record[..at].CopyTo(destination);
        JsonMark.CopyTo(destination[at..]);
        record[at..].CopyTo(destination[(at + JsonMark.Length)..]);
        return record.Length + JsonMark.Length;
    }

    /// <summary>Writes a retraction without the mark: the record that it takes back.</summary>
    /// <returns>The length of what was written; 0 when it has no mark where it must be.</returns>
    public static int Strip(ReadOnlySpan<byte> retraction, Span<byte> destination)
    {
        if (RecordScan.IsMessagePack(retraction)) return StripPacked(retraction, destination);
        int at = FindJsonId(retraction);
        if (at <= JsonMark.Length || !retraction[..at].EndsWith(JsonMark)) return 0;
        int mark = at - JsonMark.Length;
        retraction[..mark].CopyTo(destination);
        retraction[at..].CopyTo(destination[mark..]);
        return retraction.Length - JsonMark.Length;
    }

    /// <summary>Where the key begins. Within a text the quotes would be escaped, so it is none of its content.</summary>
    private static int FindJsonId(ReadOnlySpan<byte> record)
    {
        int at = record.LastIndexOf(JsonId);
        return at > 0 && record[at - 1] is (byte)',' or (byte)'{' ? at : -1;
    }

    private static int AddPacked(ReadOnlySpan<byte> record, Span<byte> destination)
    {
        if (!TryFindPackedId(record, out uint count, out int body, out int at) || record[body..at].EndsWith(PackedMark)) return 0;
        int head = WriteMap(destination, count + 1);
        record[body..at].CopyTo(destination[head..]);
        PackedMark.CopyTo(destination[(head + at - body)..]);
        record[at..].CopyTo(destination[(head + at - body + PackedMark.Length)..]);
        return head + record.Length - body + PackedMark.Length;
    }

    private static int StripPacked(ReadOnlySpan<byte> retraction, Span<byte> destination)
    {
        if (!TryFindPackedId(retraction, out uint count, out int body, out int at) || !retraction[body..at].EndsWith(PackedMark)) return 0;
        int mark = at - PackedMark.Length;
        int head = WriteMap(destination, count - 1);
        retraction[body..mark].CopyTo(destination[head..]);
        retraction[at..].CopyTo(destination[(head + mark - body)..]);
        return head + retraction.Length - body - PackedMark.Length;
    }

    /// <summary>Finds the key <c>item_id</c> of the outer map.</summary>
    /// <param name="record">The record.</param>
    /// <param name="count">Entries of the map.</param>
    /// <param name="body">Where its entries begin.</param>
    /// <param name="at">Where the key begins.</param>
    private static bool TryFindPackedId(ReadOnlySpan<byte> record, out uint count, out int body, out int at)
    {
        var reader = new MessagePackTokens(record);
        bool isMap = reader.TryRead(out MessagePackToken map) && map.Kind == MessagePackKind.Map;
        count = map.Count;
        body = at = reader.Position;
        if (!isMap) return false;
        for (uint i = 0; i < count; i++)
        {
            at = reader.Position;
            if (!reader.TryRead(out MessagePackToken key)) return false;
            if (key.Kind == MessagePackKind.Text && reader.Bytes(in key).SequenceEqual("item_id"u8)) return true;
            if (!reader.TrySkipRest(in key) || !reader.TryRead(out MessagePackToken value) || !reader.TrySkipRest(in value)) return false;
        }

        return false;
    }

    /// <summary>Writes the shortest head, as the encoder does.</summary>
    private static int WriteMap(Span<byte> destination, uint count)
    {
        if (count <= 15)
        {
            destination[0] = (byte)(MaxFixedMap - 15 + count);
            return 1;
        }

        if (count <= ushort.MaxValue)
        {
            destination[0] = Map16;
            BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)count);
            return 3;
        }

        destination[0] = Map32;
        BinaryPrimitives.WriteUInt32BigEndian(destination[1..], count);
        return 5;
    }
}
