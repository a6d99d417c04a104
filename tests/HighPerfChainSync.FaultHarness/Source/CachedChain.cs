using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.ReplayNode;

namespace HighPerfChainSync.FaultHarness.Source;

/// <summary>A chain whose answers are all kept: what is read a thousand times is made once, so that the processors are left to the host.</summary>
internal sealed class CachedChain : ReplayChain
{
    private readonly ReplayChain _chain;
    private readonly ReplayAnswer[] _blocks;
    private readonly ReplayAnswer[] _receipts;

    public CachedChain(ReplayChain chain)
    {
        _chain = chain;
        int count = (int)(chain.Last - chain.First + 1);
        _blocks = new ReplayAnswer[count];
        _receipts = new ReplayAnswer[count];
        for (int i = 0; i < count; i++)
        {
            _blocks[i] = chain.TryGetBlock(chain.First + (ulong)i, out ReplayAnswer? block) ? block : throw Missing(i);
            _receipts[i] = chain.TryGetReceipts(chain.First + (ulong)i, out ReplayAnswer? receipts) ? receipts : throw Missing(i);
        }
    }

    public override ulong ChainId => _chain.ChainId;

    public override ulong First => _chain.First;

    public override ulong Last => _chain.Last;

    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => TryGet(_blocks, number, out answer);

    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => TryGet(_receipts, number, out answer);

    public override bool TryFindBlock(in Hash256 hash, out ulong number) => _chain.TryFindBlock(in hash, out number);

    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index) => _chain.TryFindTransaction(in hash, out number, out index);

    private bool TryGet(ReplayAnswer[] answers, ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        bool found = number >= First && number <= Last;
        answer = found ? answers[number - First] : null;
        return found;
    }

    private static InvalidOperationException Missing(int offset) => new($"The chain lacks block {offset} from its first.");
}
