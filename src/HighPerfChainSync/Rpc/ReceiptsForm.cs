namespace HighPerfChainSync.Rpc;

/// <summary>How a node is asked for the receipts of a block, best first.</summary>
internal enum ReceiptsForm
{
    /// <summary><c>eth_getBlockReceipts</c> by hash, which pins the fork.</summary>
    ByHash = 0,

    /// <summary><c>eth_getBlockReceipts</c> by number.</summary>
    ByNumber,

    /// <summary><c>eth_getTransactionReceipt</c> for each transaction.</summary>
    OneByOne,
}
