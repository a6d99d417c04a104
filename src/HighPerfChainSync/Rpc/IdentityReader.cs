using System.Buffers;
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

    private int _first;
    private ulong _chainId;
    private Hash256? _genesis;
    private string _version = "";

    /// <summary>What was read.</summary>
    public ChainIdentity Identity => new(_chainId, _genesis, _version);

    /// <summary>Writes the one call whose answer is needed.</summary>
    public void AskChainId(RpcBatch batch)
    {
        _first = ChainIdCall;
        batch.Clear();
        batch.Add("eth_chainId"u8, "[]"u8);
    }

    /// <summary>Writes the calls that a node may leave unanswered: it may lack block 0, and need not say what it is.</summary>
    public void AskRest(RpcBatch batch)
    {
        _first = GenesisCall;
        batch.Clear();
        batch.AddBlock(0, full: false);
        batch.Add("web3_clientVersion"u8, "[]"u8);
    }

    /// <inheritdoc/>
    public long OnResult(int index, in ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        switch (_first + index)
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

        return reader.BytesConsumed;
    }

    private static Hash256 ReadGenesis(ref Utf8JsonReader reader)
    {
        ChainHead block = HeadReader.Read(ref reader);
        if (block.Number == 0) return block.Hash;
        throw new ChainSyncException(ChainSyncError.InconsistentData, "Block 0 was asked for and another one came.");
    }
}
