using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Makes the transactions of a block, without what only their receipts say.</summary>
/// <remarks>Signatures are random: the hash is valid, but the sender cannot be recovered from it.</remarks>
internal sealed class TransactionGenerator(Cast cast, ulong chainId)
{
    private const int BlobHashVersion = 1;

    /// <summary>Adds a transaction at the end of the block; the bytes of its input are drawn when they are null.</summary>
    internal ref TransactionRecord Add(BlockData block, ulong number, in UInt256 baseFee, int? inputBytes, ref DeterministicRandom random)
    {
        int index = block.Transactions.Count;
        ref TransactionRecord transaction = ref block.Transactions.Add();
        transaction.Index = (uint)index;
        transaction.RollupIndex = -1;
        transaction.Type = DrawType(ref random);
        transaction.From = cast.Sender(number, index);
        transaction.Nonce = Cast.Nonce(number);
        transaction.Present = TransactionFields.Type | TransactionFields.GasPrice | TransactionFields.V | TransactionFields.R | TransactionFields.S;
        SetTarget(block, ref transaction, inputBytes, ref random);
        SetFees(ref transaction, baseFee.Limb0, ref random);
        SetLists(block, ref transaction, ref random);
        Sign(ref transaction, ref random);
        return ref transaction;
    }

    private static ulong DrawType(ref DeterministicRandom random)
    {
        int at = (int)random.Below(1000);
        int type = 0;
        while (at >= Distributions.TypesPermille[type]) type++;
        return (ulong)type;
    }

    private void SetTarget(BlockData block, ref TransactionRecord transaction, int? inputBytes, ref DeterministicRandom random)
    {
        bool mayCreate = transaction.Type <= TransactionType.DynamicFee;
        int size;
        if (mayCreate && random.Permille(4))
        {
            size = (int)random.Between(200, 12_000);
        }
        else
        {
            transaction.Present |= TransactionFields.To;
            (Address to, size, bool pays) = DrawCall(ref random);
            transaction.To = to;
            if (pays) transaction.Value = new UInt256(random.Next() >> 2, random.Below(8));
        }

        size = inputBytes ?? size;
        transaction.Input = block.Arena.Reserve(size, out Span<byte> input);
        FillInput(input, ref random);
        transaction.Gas = 21_000 + ((ulong)size * 16) + random.Below(400_000);
    }

    private (Address To, int InputSize, bool PaysEther) DrawCall(ref DeterministicRandom random) => random.Below(1000) switch
    {
        < 330 => (cast.Account(ref random), 0, true),
        < 730 => (cast.Token(ref random), 68, false),
        < 999 => (cast.Other(ref random), 4 + (32 * Distributions.InputWords.Draw(ref random)), random.Permille(300)),
        _ => (cast.Other(ref random), (int)random.Between(4_000, 115_000), false),
    };

    /// <summary>A selector and words that are mostly zero, as the ABI makes them.</summary>
    private static void FillInput(Span<byte> input, ref DeterministicRandom random)
    {
        random.Fill(input[..Math.Min(4, input.Length)]);
        for (int i = 4; i < input.Length; i += Hash256.Length)
        {
            Hash256 word = LogGenerator.NumberWord(ref random);
            word.Bytes[..Math.Min(Hash256.Length, input.Length - i)].CopyTo(input[i..]);
        }
    }

    private static void SetFees(ref TransactionRecord transaction, ulong baseFee, ref DeterministicRandom random)
    {
        ulong tip = random.Below(3_000_000_000);
        transaction.GasPrice = baseFee + tip;
        if (transaction.Type < TransactionType.DynamicFee) return;
        transaction.Present |= TransactionFields.MaxFeePerGas | TransactionFields.MaxPriorityFeePerGas;
        transaction.MaxPriorityFeePerGas = tip;
        transaction.MaxFeePerGas = baseFee + tip + random.Below(20_000_000_000);
        if (transaction.Type != TransactionType.Blob) return;
        transaction.Present |= TransactionFields.MaxFeePerBlobGas;
        transaction.MaxFeePerBlobGas = 1 + random.Below(5_000_000_000);
    }

    private void SetLists(BlockData block, ref TransactionRecord transaction, ref DeterministicRandom random)
    {
        if (transaction.Type == TransactionType.Legacy) return;
        transaction.Present |= TransactionFields.AccessList;
        transaction.AccessListStart = block.AccessList.Count;
        if (transaction.Type == TransactionType.AccessList || random.Permille(80))
            transaction.AccessListCount = AddAccessList(block, ref random);
        if (transaction.Type == TransactionType.Blob) AddBlobs(block, ref transaction, ref random);
        if (transaction.Type == TransactionType.SetCode) AddAuthorizations(block, ref transaction, ref random);
    }

    private int AddAccessList(BlockData block, ref DeterministicRandom random)
    {
        int entries = (int)random.Between(1, 4);
        for (int i = 0; i < entries; i++)
        {
            ref AccessListRecord entry = ref block.AccessList.Add();
            entry.Address = cast.Other(ref random);
            entry.StorageKeys = block.Arena.Reserve((int)random.Below(6) * Hash256.Length, out Span<byte> keys);
            random.Fill(keys);
        }

        return entries;
    }

    private static void AddBlobs(BlockData block, ref TransactionRecord transaction, ref DeterministicRandom random)
    {
        transaction.Present |= TransactionFields.BlobVersionedHashes;
        transaction.BlobVersionedHashes = block.Arena.Reserve((int)random.Between(1, 6) * Hash256.Length, out Span<byte> hashes);
        random.Fill(hashes);
        for (int i = 0; i < hashes.Length; i += Hash256.Length) hashes[i] = BlobHashVersion;
    }

    private void AddAuthorizations(BlockData block, ref TransactionRecord transaction, ref DeterministicRandom random)
    {
        transaction.Present |= TransactionFields.AuthorizationList;
        transaction.AuthorizationStart = block.Authorizations.Count;
        transaction.AuthorizationCount = (int)random.Between(1, 3);
        for (int i = 0; i < transaction.AuthorizationCount; i++)
        {
            ref AuthorizationRecord entry = ref block.Authorizations.Add();
            entry.ChainId = random.Permille(500) ? chainId : 0;
            entry.Address = cast.Other(ref random);
            entry.Nonce = random.Below(1000);
            entry.YParity = random.Below(2);
            entry.R = UInt256.FromBigEndian(random.NextHash().Bytes);
            entry.S = UInt256.FromBigEndian(random.NextHash().Bytes);
        }
    }

    private void Sign(ref TransactionRecord transaction, ref DeterministicRandom random)
    {
        ulong parity = random.Below(2);
        transaction.R = UInt256.FromBigEndian(random.NextHash().Bytes);
        transaction.S = UInt256.FromBigEndian(random.NextHash().Bytes);
        if (transaction.Type == TransactionType.Legacy && random.Permille(100))
        {
            // Signed as before EIP-155: without the chain's id.
            transaction.V = 27 + parity;
            return;
        }

        transaction.Present |= TransactionFields.ChainId;
        transaction.ChainId = chainId;
        transaction.V = transaction.Type == TransactionType.Legacy ? 35 + (2 * chainId) + parity : parity;
        if (transaction.Type == TransactionType.Legacy) return;
        transaction.Present |= TransactionFields.YParity;
        transaction.YParity = parity;
    }
}
