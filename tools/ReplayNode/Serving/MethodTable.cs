using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Answers single calls from the chain.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class MethodTable(ReplayChain chain, ReplayHead head, ReplayFaults faults)
{
    /// <summary>How far below the head a block may be missing at first.</summary>
    private const ulong LaggingBlocks = 4;

    private static readonly ReplayAnswer s_false = ReplayAnswer.FromJson("false"u8.ToArray());

    private readonly ReceiptSlicer _receipts = new(chain);
    private readonly ReplayAnswer _chainId = Text($"0x{chain.ChainId:x}");
    private readonly ReplayAnswer _networkId = Text(chain.ChainId.ToString(CultureInfo.InvariantCulture));
    private readonly ReplayAnswer _clientVersion = Text(chain.ClientVersion);

    /// <summary>Answers a call; it never throws for what a client sends.</summary>
    internal RpcItem Answer(in RpcCall call)
    {
        try
        {
            return call.Method switch
            {
                "eth_getBlockByNumber" or "eth_getBlockByHash" => GetBlock(in call),
                "eth_getBlockReceipts" => GetReceipts(in call),
                "eth_getTransactionReceipt" => GetReceipt(in call),
                "eth_blockNumber" => Result(in call, Text($"0x{head.Number:x}")),
                "eth_chainId" => Result(in call, _chainId),
                "net_version" => Result(in call, _networkId),
                "web3_clientVersion" => Result(in call, _clientVersion),
                "eth_syncing" => Result(in call, s_false),
                _ => GetVerbatim(in call),
            };
        }
        catch (JsonException)
        {
            return Error(in call, RpcErrors.InvalidParameters);
        }
    }

    private RpcItem GetBlock(in RpcCall call)
    {
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        if (!BlockSelector.TryRead(ref reader, head, chain.First, out BlockSelector selector))
            return Error(in call, RpcErrors.InvalidParameters);
        bool isFull = reader.Read() && reader.TokenType == JsonTokenType.True;
        ulong newest = head.Number;
        if (!TryResolve(selector, newest, out ulong number)
            || !chain.TryGetBlock(number, out ReplayAnswer? block)
            || (number + LaggingBlocks > newest && faults.StrikesOnce(ReplayFault.NullBlock, number)))
            return Result(in call, ReplayAnswer.Null);
        return Result(in call, isFull ? faults.WrongData.AnswerBlock(chain, number, block) : HashesOnly.Convert(block));
    }

    private RpcItem GetReceipts(in RpcCall call)
    {
        if (faults.Strikes(ReplayFault.NoBlockReceipts)) return Error(in call, RpcErrors.UnknownMethod(call.Method));
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        if (!BlockSelector.TryRead(ref reader, head, chain.First, out BlockSelector selector))
            return Error(in call, RpcErrors.InvalidParameters);
        if (selector.Hash is not null && faults.Strikes(ReplayFault.NoReceiptsByHash))
            return Error(in call, RpcErrors.HashNotAccepted);
        if (!TryResolve(selector, head.Number, out ulong number)
            || !chain.TryGetReceipts(number, out ReplayAnswer? receipts)
            || faults.StrikesOnce(ReplayFault.NullReceipts, number))
            return Result(in call, ReplayAnswer.Null);
        return Result(in call, faults.WrongData.AnswerReceipts(chain, number, receipts));
    }

    private RpcItem GetReceipt(in RpcCall call)
    {
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        Span<byte> hash = stackalloc byte[Hash256.Length];
        if (reader.TokenType != JsonTokenType.String || !Hex.TryDecodeFixed(reader.ValueSpan, hash))
            return Error(in call, RpcErrors.InvalidParameters);
        if (!chain.TryFindTransaction(new Hash256(hash), out ulong number, out int index) || number > head.Number)
            return Result(in call, ReplayAnswer.Null);
        if (faults.WrongData.TryAnswerReceipt(chain, number, TextEncoding.UTF8.GetString(reader.ValueSpan), out ReplayAnswer? wrong))
            return Result(in call, wrong);
        return Result(in call, ReplayAnswer.FromJson(_receipts.Cut(number)[index]));
    }

    private RpcItem GetVerbatim(in RpcCall call)
    {
        if (chain.TryGetVerbatim(call.Method, call.Parameters.Span, out ReplayAnswer? answer, out bool isError))
            return new RpcItem(call.Id, answer, isError);
        return Error(in call, chain.HasVerbatim(call.Method) ? RpcErrors.NotRecorded : RpcErrors.UnknownMethod(call.Method));
    }

    private bool TryResolve(BlockSelector selector, ulong newest, out ulong number)
    {
        number = selector.Number ?? 0;
        if (selector.Hash is { } hash && !chain.TryFindBlock(in hash, out number) && !faults.WrongData.TryFindBlock(in hash, out number)) return false;
        return number <= newest;
    }

    private static bool ReadFirst(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartArray
        && reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    private static RpcItem Result(in RpcCall call, ReplayAnswer answer) => new(call.Id, answer, IsError: false);

    private static RpcItem Error(in RpcCall call, ReplayAnswer error) => new(call.Id, error, IsError: true);

    private static ReplayAnswer Text(string text) => ReplayAnswer.FromJson(JsonSerializer.SerializeToUtf8Bytes(text));
}
