namespace HighPerfChainSync.Records;

/// <summary>A set of <see cref="Entity"/> values.</summary>
[Flags]
public enum EntitySet
{
    /// <summary>Empty.</summary>
    None = 0,

    /// <summary>Blocks.</summary>
    Block = 1 << Entity.Block,

    /// <summary>Transactions.</summary>
    Transaction = 1 << Entity.Transaction,

    /// <summary>Logs.</summary>
    Log = 1 << Entity.Log,

    /// <summary>Token transfers.</summary>
    TokenTransfer = 1 << Entity.TokenTransfer,

    /// <summary>What is synced when nothing is said: it never grows.</summary>
    Default = Block | Transaction | Log | TokenTransfer,
}
