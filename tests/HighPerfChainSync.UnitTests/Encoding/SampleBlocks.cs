using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Blocks made by hand, so that what goes in is plain to see.</summary>
internal static class SampleBlocks
{
    public const ulong Time = 1_700_000_000;

    public static Hash256 Hash(byte fill) => new(Repeat(fill, Hash256.Length));

    public static Address Account(byte fill) => new(Repeat(fill, Address.Length));

    public static string Hex(byte fill, int bytes) => "0x" + Convert.ToHexStringLower(Repeat(fill, bytes));

    /// <summary>A block of which the node sent nothing but what every block has.</summary>
    public static void FillBare(BlockData block, ulong number = 7)
    {
        block.Header.Number = number;
        block.Header.Timestamp = Time;
        block.Header.Hash = Hash(0xAA);
        block.Header.ParentHash = Hash(0xAB);
    }

    /// <summary>One record of each kind, every field of which has a value.</summary>
    public static void FillFull(BlockData block)
    {
        FillBare(block, number: 18_000_000);
        ref BlockHeader header = ref block.Header;
        header.Present = (HeaderFields)uint.MaxValue;
        header.Nonce = block.Arena.Append([0, 0, 0, 0, 0, 0, 0, 1]);
        header.Sha3Uncles = Hash(1);
        header.LogsBloom = block.Arena.Append([0xF0, 0x0F]);
        header.TransactionsRoot = Hash(2);
        header.StateRoot = Hash(3);
        header.ReceiptsRoot = Hash(4);
        header.Miner = Account(5);
        header.Difficulty = 6;
        header.TotalDifficulty = UInt256.ParseDecimal("58750003716598352816469");
        header.Size = 7;
        header.ExtraData = block.Arena.Append("ab"u8);
        header.GasLimit = 30_000_000;
        header.GasUsed = 21_000;
        header.BaseFeePerGas = 8;
        header.WithdrawalsRoot = Hash(9);
        header.BlobGasUsed = 131_072;
        header.ExcessBlobGas = ulong.MaxValue;
        block.Withdrawals.Add() = new WithdrawalRecord { Index = 1, ValidatorIndex = 2, Address = Account(0x10), Amount = ulong.MaxValue };
        block.Withdrawals.Add() = new WithdrawalRecord { Index = 2, ValidatorIndex = 3, Address = Account(0x11), Amount = 0 };
        FillTransaction(block);
        FillLogs(block);
    }

    /// <summary>Text of a layer-1 fee scalar on the block's only transaction.</summary>
    public static void SetFeeScalar(BlockData block, ReadOnlySpan<byte> text)
    {
        ref RollupRecord rollup = ref block.Rollup[block.Transactions[0].RollupIndex];
        rollup.L1FeeScalar = block.Arena.Append(text);
    }

    private static void FillTransaction(BlockData block)
    {
        block.Rollup.Add() = new RollupRecord
        {
            Present = (RollupFields)uint.MaxValue,
            L1Fee = 1,
            L1GasUsed = 2,
            L1GasPrice = 3,
            L1FeeScalar = block.Arena.Append("0.684"u8),
        };
        ref TransactionRecord transaction = ref block.Transactions.Add();
        transaction.Present = (TransactionFields)ulong.MaxValue;
        transaction.Hash = Hash(0xBB);
        transaction.Nonce = ulong.MaxValue;
        transaction.Index = 0;
        transaction.From = Account(0xC1);
        transaction.To = Account(0xC2);
        transaction.Value = UInt256.MaxValue;
        transaction.Gas = 100;
        transaction.GasPrice = 101;
        transaction.Input = block.Arena.Append([0xDE, 0xAD]);
        transaction.MaxFeePerGas = 102;
        transaction.MaxPriorityFeePerGas = 103;
        transaction.Type = 3;
        transaction.MaxFeePerBlobGas = 104;
        ArenaRange blobs = block.Arena.Reserve(2 * Hash256.Length, out Span<byte> hashes);
        hashes[..Hash256.Length].Fill(0xE1);
        hashes[Hash256.Length..].Fill(0xE2);
        transaction.BlobVersionedHashes = blobs;
        transaction.CumulativeGasUsed = 105;
        transaction.GasUsed = 106;
        transaction.ContractAddress = Account(0xC3);
        transaction.Root = Hash(0xBC);
        transaction.Status = 1;
        transaction.EffectiveGasPrice = 107;
        transaction.BlobGasPrice = 108;
        transaction.BlobGasUsed = 109;
    }

    private static void FillLogs(BlockData block)
    {
        ref LogRecord log = ref block.Logs.Add();
        log.Address = Account(0xD1);
        log.LogIndex = 41;
        log.TopicCount = 4;
        log.Topic0 = Hash(0x70);
        log.Topic1 = Hash(0x71);
        log.Topic2 = Hash(0x72);
        log.Topic3 = Hash(0x73);
        log.Data = block.Arena.Append([0x01]);
        ref LogRecord anonymous = ref block.Logs.Add();
        anonymous.Address = Account(0xD1);
        anonymous.LogIndex = 42;
        block.TokenTransfers.Add() = new TokenTransferRecord
        {
            TokenAddress = Account(0xD1),
            From = Account(0xD2),
            To = Account(0xD3),
            Value = UInt256.ParseDecimal("18446744073709551616"),
            LogIndex = 41,
        };
    }

    private static byte[] Repeat(byte fill, int count)
    {
        byte[] bytes = new byte[count];
        bytes.AsSpan().Fill(fill);
        return bytes;
    }
}
