using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>Makes the logs of a transaction: token transfers mostly, then the events of exchanges and of nobody in particular.</summary>
internal sealed class LogGenerator(Cast cast)
{
    private static readonly Hash256 s_transfer = Keccak256.Hash("Transfer(address,address,uint256)"u8);
    private static readonly Hash256 s_approval = Keccak256.Hash("Approval(address,address,uint256)"u8);
    private static readonly Hash256 s_swap = Keccak256.Hash("Swap(address,uint256,uint256,uint256,uint256,address)"u8);
    private static readonly Hash256 s_sync = Keccak256.Hash("Sync(uint112,uint112)"u8);
    private static readonly Hash256 s_deposit = Keccak256.Hash("Deposit(address,uint256)"u8);
    private static readonly Hash256 s_single = Keccak256.Hash("TransferSingle(address,address,address,uint256,uint256)"u8);

    /// <summary>Adds a log at the end of the block.</summary>
    internal void Add(BlockData block, int transaction, in BlockPlan plan, ref DeterministicRandom random)
    {
        int index = block.Logs.Count;
        ref LogRecord log = ref block.Logs.Add();
        log.LogIndex = (uint)index;
        log.TransactionOrdinal = transaction;
        log.TransactionIndex = (uint)transaction;
        int? size = plan.DataBytesOf(index);
        switch (random.Below(1000))
        {
            case < 560:
                Fill(block, ref log, cast.Token(ref random), s_transfer, topics: 3, words: 1, size, ref random);
                break;
            case < 700:
                Fill(block, ref log, cast.Collection(ref random), s_transfer, topics: 4, words: 0, size, ref random);
                break;
            case < 765:
                Fill(block, ref log, cast.Token(ref random), s_approval, topics: 3, words: 1, size, ref random);
                break;
            case < 835:
                Fill(block, ref log, cast.Other(ref random), s_swap, topics: 3, words: 4, size, ref random);
                break;
            case < 885:
                Fill(block, ref log, cast.Other(ref random), s_sync, topics: 1, words: 2, size, ref random);
                break;
            case < 925:
                Fill(block, ref log, cast.Token(ref random), s_deposit, topics: 2, words: 1, size, ref random);
                break;
            case < 945:
                Fill(block, ref log, cast.Collection(ref random), s_single, topics: 4, words: 2, size, ref random);
                break;
            case < 947:
                Fill(block, ref log, cast.Other(ref random), default, topics: 0, words: 1, size, ref random);
                break;
            default:
                Fill(block, ref log, cast.Other(ref random), random.NextHash(), 1 + (int)random.Below(4), Distributions.DataWords.Draw(ref random), size, ref random);
                break;
        }
    }

    private void Fill(BlockData block, ref LogRecord log, Address contract, Hash256 topic, int topics, int words, int? size, ref DeterministicRandom random)
    {
        log.Address = contract;
        log.TopicCount = (byte)topics;
        if (topics > 0) log.Topic0 = topic;
        if (topics > 1) log.Topic1 = AddressWord(ref random);
        if (topics > 2) log.Topic2 = AddressWord(ref random);
        if (topics > 3) log.Topic3 = NumberWord(ref random);
        log.Data = block.Arena.Reserve(size ?? (words * Hash256.Length), out Span<byte> data);
        for (int i = 0; i < data.Length; i += Hash256.Length)
        {
            Hash256 word = NumberWord(ref random);
            word.Bytes[..Math.Min(Hash256.Length, data.Length - i)].CopyTo(data[i..]);
        }
    }

    private Hash256 AddressWord(ref DeterministicRandom random)
    {
        Span<byte> word = stackalloc byte[Hash256.Length];
        word.Clear();
        cast.Account(ref random).Bytes.CopyTo(word[(Hash256.Length - Address.Length)..]);
        return new Hash256(word);
    }

    /// <summary>An amount: up to 24 significant bytes, most have eight to eleven.</summary>
    internal static Hash256 NumberWord(ref DeterministicRandom random)
    {
        Span<byte> word = stackalloc byte[Hash256.Length];
        word.Clear();
        int bytes = random.Permille(900) ? (int)random.Between(1, 11) : (int)random.Between(12, 24);
        random.Fill(word[(Hash256.Length - bytes)..]);
        return new Hash256(word);
    }
}
