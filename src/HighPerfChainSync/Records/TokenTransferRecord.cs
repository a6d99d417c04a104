using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>A <c>Transfer(address,address,uint256)</c> event (ERC-20, ERC-721) read out of a log.</summary>
public struct TokenTransferRecord
{
    /// <summary>The token's contract.</summary>
    public Address TokenAddress;

    /// <summary>Sender.</summary>
    public Address From;

    /// <summary>Receiver.</summary>
    public Address To;

    /// <summary>Amount in the token's smallest unit, or the token id of an ERC-721.</summary>
    public UInt256 Value;

    /// <summary>The log's position in the block.</summary>
    public uint LogIndex;

    /// <summary>Index of the transaction in <see cref="BlockData.Transactions"/>.</summary>
    public int TransactionOrdinal;
}
