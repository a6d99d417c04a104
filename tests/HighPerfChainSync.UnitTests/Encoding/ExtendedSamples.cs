using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Adds to <see cref="SampleBlocks.FillFull"/> what only the extended schema writes.</summary>
internal static class ExtendedSamples
{
    public static void Fill(BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        header.MixHash = SampleBlocks.Hash(0x21);
        header.ParentBeaconBlockRoot = SampleBlocks.Hash(0x22);
        header.RequestsHash = SampleBlocks.Hash(0x23);
        header.BlockAccessListHash = SampleBlocks.Hash(0x24);
        header.SlotNumber = 25;
        header.Uncles = Words(block, 0x26, 0x27);
        header.Extras[0] = block.Arena.Append([1, 2]);
        header.Extras[1] = default;
        header.Present &= ~HeaderFields.Extra1;
        block.ExtraFields = ExtraFieldNames.Of([new("newRoot", HeaderFieldKind.Hash), new("new \"gas\"", HeaderFieldKind.Quantity)]);
        ref TransactionRecord transaction = ref block.Transactions[0];
        transaction.ChainId = 5;
        transaction.V = 37;
        transaction.R = new UInt256(1);
        transaction.S = UInt256.MaxValue;
        transaction.YParity = 1;
        transaction.AccessListCount = 2;
        transaction.AuthorizationCount = 1;
        block.AccessList.Add() = new AccessListRecord { Address = SampleBlocks.Account(0x31), StorageKeys = Words(block, 0x32, 0x33) };
        block.AccessList.Add() = new AccessListRecord { Address = SampleBlocks.Account(0x34) };
        block.Authorizations.Add() = new AuthorizationRecord
        {
            ChainId = 6, Address = SampleBlocks.Account(0x35), Nonce = ulong.MaxValue, YParity = 1, R = new UInt256(2), S = new UInt256(3),
        };
        ref RollupRecord rollup = ref block.Rollup[0];
        rollup.SourceHash = SampleBlocks.Hash(0x41);
        rollup.Mint = 42;
        rollup.IsSystemTx = true;
        rollup.DepositNonce = 43;
        rollup.DepositReceiptVersion = 1;
        rollup.L1BlobBaseFee = 44;
        rollup.L1BaseFeeScalar = 45;
        rollup.L1BlobBaseFeeScalar = 46;
        rollup.OperatorFeeScalar = 47;
        rollup.OperatorFeeConstant = 48;
    }

    public static void FillLongest(BlockData block)
    {
        block.Header.SlotNumber = ulong.MaxValue;
        ref TransactionRecord transaction = ref block.Transactions[0];
        transaction.ChainId = transaction.V = transaction.R = transaction.S = UInt256.MaxValue;
        transaction.YParity = ulong.MaxValue;
        foreach (ref AuthorizationRecord entry in block.Authorizations.Items)
        {
            entry.ChainId = entry.YParity = entry.R = entry.S = UInt256.MaxValue;
            entry.Nonce = ulong.MaxValue;
        }

        foreach (ref RollupRecord rollup in block.Rollup.Items)
        {
            rollup.DepositNonce = rollup.DepositReceiptVersion = ulong.MaxValue;
            rollup.Mint = rollup.L1BlobBaseFee = rollup.L1BaseFeeScalar = rollup.L1BlobBaseFeeScalar = UInt256.MaxValue;
            rollup.OperatorFeeScalar = rollup.OperatorFeeConstant = UInt256.MaxValue;
        }
    }

    private static ArenaRange Words(BlockData block, byte first, byte second)
    {
        ArenaRange range = block.Arena.Reserve(2 * Hash256.Length, out Span<byte> words);
        words[..Hash256.Length].Fill(first);
        words[Hash256.Length..].Fill(second);
        return range;
    }
}
