using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Rpc;

/// <summary>Asks which chain an endpoint serves and reads the answers. Owner: one call of the source.</summary>
internal sealed class IdentityReader : IRpcResultHandler
{
    private const int ChainIdCall = 0;
    private const int GenesisCall = 1;

    private ulong _chainId;
    private Hash256? _genesis;
    private string _version = "";

    /// <summary>What was read.</summary>
    public ChainIdentity Identity => new(_chainId, _genesis, _version);

    /// <summary>Writes the calls. Only the chain id is needed: a node may lack block 0, and need not say what it is.</summary>
    public static void AddCalls(RpcBatch batch)
    {
        batch.Clear();
        batch.Add("eth_chainId"u8, "[]"u8);
        batch.AddBlock(0, full: false);
        batch.Add("web3_clientVersion"u8, "[]"u8);
    }

    /// <summary>Why the chain id is not known, or null.</summary>
    public static RpcFault? FaultOf(RpcBatch batch) => batch.At(ChainIdCall).Fault;

    /// <inheritdoc/>
    public void OnResult(int index, ref Utf8JsonReader reader)
    {
        switch (index)
        {
            case ChainIdCall:
                _chainId = HeadReader.ReadQuantity(ref reader);
                break;
            case GenesisCall:
                _genesis = ReadGenesis(ref reader);
                break;
            default:
                if (reader.TokenType == JsonTokenType.String) _version = NodeText.Read(ref reader);
                else reader.Skip();
                break;
        }
    }

    private static Hash256 ReadGenesis(ref Utf8JsonReader reader)
    {
        ChainHead block = HeadReader.Read(ref reader);
        if (block.Number == 0) return block.Hash;
        throw new ChainSyncException(ChainSyncError.InconsistentData, "Block 0 was asked for and another one came.");
    }
}
