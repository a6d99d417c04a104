using System.Buffers;

namespace HighPerfChainSync.Rpc;

/// <summary>Decodes the results of a batch while its answer is read, without a second pass.</summary>
public interface IRpcResultHandler
{
    /// <summary>Called for each call that has a result other than null, in the order of the answer.</summary>
    /// <param name="index">The call's position in its batch.</param>
    /// <param name="json">The answer from the first byte of the result on: the result, then whatever the node wrote behind it.</param>
    /// <returns>The length of the result in bytes. On an exception the item counts as failed and the result is skipped.</returns>
    /// <remarks>May be called again for the same index after a retry: the handler starts over.</remarks>
    /// <exception cref="Diagnostics.ChainSyncException">The result cannot be used; the item is tried again.</exception>
    long OnResult(int index, in ReadOnlySequence<byte> json);
}
