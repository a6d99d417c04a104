using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Rpc;

/// <summary>The newest block that a node has named: a hint at the hash under which it will be found. Thread: any.</summary>
internal sealed class NamedHead
{
    /// <summary>Two epochs of Ethereum: what is below is finalised there. A deeper reorganisation costs a request, nothing else.</summary>
    private const ulong FarBelow = 64;

    private readonly Lock _lock = new();
    private ChainHead _head;
    private bool _isNamed;

    /// <summary>Takes note of a head.</summary>
    public void Set(in ChainHead head)
    {
        lock (_lock)
        {
            _head = head;
            _isNamed = true;
        }
    }

    /// <summary>Whether a block is so far below the newest that no reorganisation is expected to reach it.</summary>
    public bool IsFarBelow(ulong number)
    {
        lock (_lock) return _isNamed && number < _head.Number && _head.Number - number >= FarBelow;
    }

    /// <summary>The hash of a block; null unless it is the newest.</summary>
    public Hash256? HashOf(ulong number)
    {
        lock (_lock) return _isNamed && _head.Number == number ? _head.Hash : null;
    }
}
