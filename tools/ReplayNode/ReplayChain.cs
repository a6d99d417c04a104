using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode;

/// <summary>A chain that a <see cref="ReplayServer"/> serves: the JSON-RPC results of its blocks by number and by hash.</summary>
/// <remarks>Implementations may be asked from many threads at once.</remarks>
public abstract class ReplayChain
{
    /// <summary>The chain as it is now, which does not change: of a chain with branches, the canonical one.</summary>
    public virtual ReplayChain Current => this;

    /// <summary>EIP-155 chain id.</summary>
    public abstract ulong ChainId { get; }

    /// <summary>The lowest block there is.</summary>
    public abstract ulong First { get; }

    /// <summary>The highest block there is.</summary>
    public abstract ulong Last { get; }

    /// <summary>What <c>web3_clientVersion</c> answers.</summary>
    public virtual string ClientVersion => "HighPerfChainSync-ReplayNode/1.0";

    /// <summary>The result of <c>eth_getBlockByNumber(number, true)</c>.</summary>
    /// <returns>False when the chain has no such block.</returns>
    public abstract bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer);

    /// <summary>The result of <c>eth_getBlockReceipts(number)</c>.</summary>
    /// <returns>False when the chain has no such block.</returns>
    public abstract bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer);

    /// <summary>Finds a block by its hash.</summary>
    public abstract bool TryFindBlock(in Hash256 hash, out ulong number);

    /// <summary>Finds a transaction by its hash.</summary>
    /// <param name="hash">The transaction's hash.</param>
    /// <param name="number">Its block.</param>
    /// <param name="index">Its position in the block, and of its receipt among the block's receipts.</param>
    public abstract bool TryFindTransaction(in Hash256 hash, out ulong number, out int index);

    /// <summary>The answer to any other method, where the chain holds it word for word: traces, calls, code.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The JSON array of parameters, as it came.</param>
    /// <param name="answer">The result, or the error object.</param>
    /// <param name="isError">Which of the two it is.</param>
    /// <returns>False when the chain does not hold it.</returns>
    public virtual bool TryGetVerbatim(string method, ReadOnlySpan<byte> parameters, [NotNullWhen(true)] out ReplayAnswer? answer, out bool isError)
    {
        answer = null;
        isError = false;
        return false;
    }

    /// <summary>Whether the chain holds any answer of a method word for word; if not, the server does not know the method.</summary>
    public virtual bool HasVerbatim(string method) => false;
}
