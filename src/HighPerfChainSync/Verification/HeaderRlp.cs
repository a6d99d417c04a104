using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The RLP of a block header, whose Keccak-256 is the block's hash (yellow paper 4.4).</summary>
internal static class HeaderRlp
{
    /// <summary>Writes the header; fields that forks added are written in their order up to the first that the node did not send.</summary>
    internal static void Write(RlpWriter writer, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        int list = writer.BeginList();
        writer.WriteString(header.ParentHash.Bytes);
        writer.WriteString(header.Sha3Uncles.Bytes);
        writer.WriteString(header.Miner.Bytes);
        writer.WriteString(header.StateRoot.Bytes);
        writer.WriteString(header.TransactionsRoot.Bytes);
        writer.WriteString(header.ReceiptsRoot.Bytes);
        writer.WriteString(block.Arena.GetSpan(header.LogsBloom));
        writer.WriteNumber(header.Difficulty);
        writer.WriteNumber(header.Number);
        writer.WriteNumber(header.GasLimit);
        writer.WriteNumber(header.GasUsed);
        writer.WriteNumber(header.Timestamp);
        writer.WriteString(block.Arena.GetSpan(header.ExtraData));
        writer.WriteString(header.MixHash.Bytes);
        writer.WriteString(block.Arena.GetSpan(header.Nonce));
        WriteForkFields(writer, in header);
        writer.EndList(list);
    }

    private static void WriteForkFields(RlpWriter writer, in BlockHeader header)
    {
        // EIP-1559, 4895, 4844 (two fields), 4788, 7685, 7928, 7843: each fork has all fields of those before it.
        if (!header.Has(HeaderFields.BaseFeePerGas)) return;
        writer.WriteNumber(header.BaseFeePerGas);
        if (!header.Has(HeaderFields.WithdrawalsRoot)) return;
        writer.WriteString(header.WithdrawalsRoot.Bytes);
        if (!header.Has(HeaderFields.BlobGasUsed)) return;
        writer.WriteNumber(header.BlobGasUsed);
        if (!header.Has(HeaderFields.ExcessBlobGas)) return;
        writer.WriteNumber(header.ExcessBlobGas);
        if (!header.Has(HeaderFields.ParentBeaconBlockRoot)) return;
        writer.WriteString(header.ParentBeaconBlockRoot.Bytes);
        if (!header.Has(HeaderFields.RequestsHash)) return;
        writer.WriteString(header.RequestsHash.Bytes);
        if (!header.Has(HeaderFields.BlockAccessListHash)) return;
        writer.WriteString(header.BlockAccessListHash.Bytes);
        if (!header.Has(HeaderFields.SlotNumber)) return;
        writer.WriteNumber(header.SlotNumber);
    }
}
