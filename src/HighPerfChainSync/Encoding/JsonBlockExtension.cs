using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>What the extended schema adds to the JSON record <c>block</c>: 7 keys.</summary>
internal static class JsonBlockExtension
{
    private const int FixedBytes = 768;

    /// <summary>Upper bound of its length.</summary>
    public static long MaxBytes(BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        ExtraFieldNames names = block.ExtraFields;
        long bytes = FixedBytes + (3L * header.Uncles.Length) + names.MaxBytes;
        for (int i = 0; i < names.Count; i++) bytes += 2L * header.Extras[i].Length;
        return bytes;
    }

    /// <summary>Writes the keys, a comma before each.</summary>
    public static void Write(ref JsonRecordWriter json, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        ExtraFieldNames names = block.ExtraFields;
        json.Raw(",\"mix_hash\":"u8);
        json.DataOrNull(header.Has(HeaderFields.MixHash), header.MixHash.Bytes);
        json.Raw(",\"parent_beacon_block_root\":"u8);
        json.DataOrNull(header.Has(HeaderFields.ParentBeaconBlockRoot), header.ParentBeaconBlockRoot.Bytes);
        json.Raw(",\"requests_hash\":"u8);
        json.DataOrNull(header.Has(HeaderFields.RequestsHash), header.RequestsHash.Bytes);
        json.Raw(",\"block_access_list_hash\":"u8);
        json.DataOrNull(header.Has(HeaderFields.BlockAccessListHash), header.BlockAccessListHash.Bytes);
        json.Raw(",\"slot_number\":"u8);
        json.NumberOrNull(header.Has(HeaderFields.SlotNumber), header.SlotNumber);
        json.Raw(",\"uncles\":"u8);
        if (header.Has(HeaderFields.Uncles)) json.Words(block.Arena.GetSpan(header.Uncles));
        else json.Null();
        json.Raw(",\"extra_fields\":{"u8);
        for (int i = 0; i < names.Count; i++)
        {
            json.Raw(names.JsonKey(i));
            json.DataOrNull(header.Has((HeaderFields)((uint)HeaderFields.Extra0 << i)), block.Arena.GetSpan(header.Extras[i]));
        }

        json.Raw("}"u8);
    }
}
