using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The RLP of a block header, whose Keccak-256 is the block's hash (yellow paper 4.4).</summary>
internal static class HeaderRlp
{
    /// <summary>The fields that every header has.</summary>
    internal const HeaderFields BaseFields =
        HeaderFields.Sha3Uncles | HeaderFields.Miner | HeaderFields.StateRoot | HeaderFields.TransactionsRoot | HeaderFields.ReceiptsRoot
        | HeaderFields.LogsBloom | HeaderFields.Difficulty | HeaderFields.GasLimit | HeaderFields.GasUsed | HeaderFields.ExtraData
        | HeaderFields.MixHash | HeaderFields.Nonce;

    /// <summary>
    /// What forks added, in the order of the RLP: EIP-1559, 4895, 4844 (two fields), 4788, 7685, 7928, 7843, and then what a chain's
    /// profile names.
    /// </summary>
    private static readonly HeaderFields[] s_forkFields =
    [
        HeaderFields.BaseFeePerGas,
        HeaderFields.WithdrawalsRoot,
        HeaderFields.BlobGasUsed,
        HeaderFields.ExcessBlobGas,
        HeaderFields.ParentBeaconBlockRoot,
        HeaderFields.RequestsHash,
        HeaderFields.BlockAccessListHash,
        HeaderFields.SlotNumber,
        HeaderFields.Extra0,
        HeaderFields.Extra1,
        HeaderFields.Extra2,
        HeaderFields.Extra3,
    ];

    private const HeaderFields Numbers =
        HeaderFields.BaseFeePerGas | HeaderFields.BlobGasUsed | HeaderFields.ExcessBlobGas | HeaderFields.SlotNumber;

    /// <summary>Whether a number that a fork added is absent before a field that is there: the header hashes as if it were zero.</summary>
    internal static bool LacksNumber(in BlockHeader header)
    {
        bool isBefore = false;
        ReadOnlySpan<HeaderFields> fields = s_forkFields;
        for (int i = fields.Length - 1; i >= 0; i--)
        {
            if (header.Has(fields[i])) isBefore = true;
            else if (isBefore && (fields[i] & Numbers) != 0) return true;
        }

        return false;
    }

    /// <summary>Writes the header: of the fields that forks added those up to the last one that the node sent, whatever fork that makes it.</summary>
    internal static void Write(RlpWriter writer, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        int list = writer.BeginList();
        writer.WriteHash(in header.ParentHash);
        writer.WriteHash(in header.Sha3Uncles);
        writer.WriteAddress(in header.Miner);
        writer.WriteHash(in header.StateRoot);
        writer.WriteHash(in header.TransactionsRoot);
        writer.WriteHash(in header.ReceiptsRoot);
        writer.WriteString(block.Arena.GetSpan(header.LogsBloom));
        writer.WriteNumber(header.Difficulty);
        writer.WriteNumber(header.Number);
        writer.WriteNumber(header.GasLimit);
        writer.WriteNumber(header.GasUsed);
        writer.WriteNumber(header.Timestamp);
        writer.WriteString(block.Arena.GetSpan(header.ExtraData));
        writer.WriteHash(in header.MixHash);
        writer.WriteString(block.Arena.GetSpan(header.Nonce));
        WriteForkFields(writer, block);
        writer.EndList(list);
    }

    private static void WriteForkFields(RlpWriter writer, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        ReadOnlySpan<HeaderFields> fields = s_forkFields;
        int count = fields.Length;
        while (count > 0 && !header.Has(fields[count - 1])) count--;
        foreach (HeaderFields field in fields[..count])
        {
            // An absent field before a present one is an empty string.
            if (header.Has(field)) Write(writer, block, field);
            else writer.WriteString([]);
        }
    }

    private static void Write(RlpWriter writer, BlockData block, HeaderFields field)
    {
        ref readonly BlockHeader header = ref block.Header;
        switch (field)
        {
            case HeaderFields.BaseFeePerGas: writer.WriteNumber(header.BaseFeePerGas); break;
            case HeaderFields.WithdrawalsRoot: writer.WriteHash(in header.WithdrawalsRoot); break;
            case HeaderFields.BlobGasUsed: writer.WriteNumber(header.BlobGasUsed); break;
            case HeaderFields.ExcessBlobGas: writer.WriteNumber(header.ExcessBlobGas); break;
            case HeaderFields.ParentBeaconBlockRoot: writer.WriteHash(in header.ParentBeaconBlockRoot); break;
            case HeaderFields.RequestsHash: writer.WriteHash(in header.RequestsHash); break;
            case HeaderFields.BlockAccessListHash: writer.WriteHash(in header.BlockAccessListHash); break;
            case HeaderFields.SlotNumber: writer.WriteNumber(header.SlotNumber); break;
            default: writer.WriteString(block.Arena.GetSpan(header.Extras[BlockHeader.ExtraSlot(field)])); break;
        }
    }
}
