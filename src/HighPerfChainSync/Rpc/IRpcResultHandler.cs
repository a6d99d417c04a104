using System.Text.Json;

namespace HighPerfChainSync.Rpc;

/// <summary>Decodes the results of a batch while its answer is read, without a second pass.</summary>
public interface IRpcResultHandler
{
    /// <summary>Called for each call that has a result other than null, in the order of the answer.</summary>
    /// <param name="index">The call's position in its batch.</param>
    /// <param name="reader">
    /// On the first token of the result; must be left on its last token. On an exception the item counts as failed and the reader is put behind it.
    /// May be called again for the same index after a retry: the handler starts over.
    /// </param>
    /// <exception cref="Diagnostics.ChainSyncException">The result cannot be used; the item is tried again.</exception>
    void OnResult(int index, ref Utf8JsonReader reader);
}
