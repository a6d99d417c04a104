using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>What the extended schema adds to the MessagePack record <c>block</c>: the keys of the JSON record.</summary>
internal static class MessagePackBlockExtension
{
    /// <summary>Number of keys.</summary>
    public const int Keys = 7;

    private const int FixedBytes = 512;

    /// <summary>Upper bound of its length.</summary>
    public static long MaxBytes(BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        ExtraFieldNames names = block.ExtraFields;
        long bytes = FixedBytes + (2L * header.Uncles.Length) + names.MaxBytes;
        for (int i = 0; i < names.Count; i++) bytes += header.Extras[i].Length;
        return bytes;
    }

    /// <summary>Writes the keys.</summary>
    public static void Write(ref MessagePackRecordWriter record, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        ExtraFieldNames names = block.ExtraFields;
        record.DataOrNil("mix_hash"u8, header.Has(HeaderFields.MixHash), header.MixHash.Bytes);
        record.DataOrNil("parent_beacon_block_root"u8, header.Has(HeaderFields.ParentBeaconBlockRoot), header.ParentBeaconBlockRoot.Bytes);
        record.DataOrNil("requests_hash"u8, header.Has(HeaderFields.RequestsHash), header.RequestsHash.Bytes);
        record.DataOrNil("block_access_list_hash"u8, header.Has(HeaderFields.BlockAccessListHash), header.BlockAccessListHash.Bytes);
        record.NumberOrNil("slot_number"u8, header.Has(HeaderFields.SlotNumber), header.SlotNumber);
        record.Key("uncles"u8);
        if (header.Has(HeaderFields.Uncles)) record.Words(block.Arena.GetSpan(header.Uncles));
        else record.Nil();
        record.Key("extra_fields"u8);
        record.Map(names.Count);
        for (int i = 0; i < names.Count; i++)
            record.DataOrNil(names.Utf8(i), header.Has((HeaderFields)((uint)HeaderFields.Extra0 << i)), block.Arena.GetSpan(header.Extras[i]));
    }
}
