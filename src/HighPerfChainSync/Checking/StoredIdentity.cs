using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Checking;

/// <summary>What a stored record says besides its entity's fields.</summary>
internal struct StoredIdentity
{
    /// <summary>Height of the block that it is or belongs to.</summary>
    public ulong Number;

    /// <summary>That block's time, Unix seconds.</summary>
    public ulong Timestamp;

    /// <summary>That block's hash.</summary>
    public Hash256 BlockHash;

    /// <summary>The transaction of a log or a token transfer.</summary>
    public Hash256 TransactionHash;

    /// <summary>How many transactions a block says it has.</summary>
    public ulong TransactionCount;

    /// <summary>Whether it takes a record back.</summary>
    public bool IsRemoved;

    /// <summary>Whether its <c>item_id</c> follows from its fields.</summary>
    public bool HasItsId;

    /// <summary>Whether its <c>item_timestamp</c> is its block's time.</summary>
    public bool HasItsTime;

    /// <summary>Which keys it has; always plain where the schemas do not differ.</summary>
    public RecordSchema Schema;
}
