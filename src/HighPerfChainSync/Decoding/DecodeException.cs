using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Decoding;

/// <summary>A value in a node's answer has a form that its field cannot have.</summary>
public sealed class DecodeException : ChainSyncException
{
    /// <summary>Creates the error; the message names the field and the block.</summary>
    /// <param name="field">Path of the field in the JSON-RPC result, for example <c>transactions[3].value</c>.</param>
    /// <param name="blockNumber">The block, when it is known already.</param>
    /// <param name="reason">What is wrong with the value, with its beginning.</param>
    public DecodeException(string field, ulong? blockNumber, string reason)
        : base(ChainSyncError.Decode, $"Block {blockNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(unknown)"}, field {field}: {reason}")
    {
        Field = field;
        BlockNumber = blockNumber;
    }

    /// <summary>Path of the field in the JSON-RPC result.</summary>
    public string Field { get; }

    /// <summary>The block, when it is known.</summary>
    public ulong? BlockNumber { get; }
}
