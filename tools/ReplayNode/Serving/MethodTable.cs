using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Answers single calls from the chain.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class MethodTable(ReplayChain chain, ReplayViews views, ReplayFaults faults)
{
    /// <summary>How far below the head a block may be missing at first.</summary>
    private const ulong LaggingBlocks = 4;

    /// <summary>How far a head that flaps jumps back.</summary>
    private const ulong FlappingBlocks = 3;

    private static readonly ReplayAnswer s_false = ReplayAnswer.FromJson("false"u8.ToArray());

    private readonly ReceiptSlicer _receipts = new();
    private readonly ReplayAnswer _chainId = Text($"0x{chain.ChainId:x}");
    private readonly ReplayAnswer _networkId = Text(chain.ChainId.ToString(CultureInfo.InvariantCulture));
    private readonly ReplayAnswer _clientVersion = Text(chain.ClientVersion);

    /// <summary>Who answers.</summary>
    internal ReplayViews Views => views;

    /// <summary>Answers a call; it never throws for what a client sends.</summary>
    internal RpcItem Answer(in RpcCall call, in ReplayView view)
    {
        try
        {
            return call.Method switch
            {
                "eth_getBlockByNumber" or "eth_getBlockByHash" => GetBlock(in call, in view),
                "eth_getBlockReceipts" => GetReceipts(in call, in view),
                "eth_getTransactionReceipt" => GetReceipt(in call, in view),
                "eth_blockNumber" => Result(in call, Text($"0x{HeadOf(in view):x}")),
                "eth_chainId" => Result(in call, _chainId),
                "net_version" => Result(in call, _networkId),
                "web3_clientVersion" => Result(in call, _clientVersion),
                "eth_syncing" => Result(in call, s_false),
                _ => GetVerbatim(in call, in view),
            };
        }
        catch (JsonException)
        {
            return Error(in call, RpcErrors.InvalidParameters);
        }
    }

    private RpcItem GetBlock(in RpcCall call, in ReplayView view)
    {
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        if (!BlockSelector.TryRead(ref reader, in view, out BlockSelector selector))
            return Error(in call, RpcErrors.InvalidParameters);
        bool isFull = reader.Read() && reader.TokenType == JsonTokenType.True;
        if (!TryResolve(selector, in view, out ulong number)
            || !view.Chain.TryGetBlock(number, out ReplayAnswer? block)
            || (number + LaggingBlocks > view.Head && faults.StrikesOnce(ReplayFault.NullBlock, number)))
            return Result(in call, ReplayAnswer.Null);
        if (!isFull) return Result(in call, HashesOnly.Convert(block));
        views.Served(number);
        return Result(in call, faults.WrongData.AnswerBlock(view.Chain, number, block));
    }

    private RpcItem GetReceipts(in RpcCall call, in ReplayView view)
    {
        if (faults.Strikes(ReplayFault.NoBlockReceipts)) return Error(in call, RpcErrors.UnknownMethod(call.Method));
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        if (!BlockSelector.TryRead(ref reader, in view, out BlockSelector selector))
            return Error(in call, RpcErrors.InvalidParameters);
        if (selector.Hash is not null && faults.Strikes(ReplayFault.NoReceiptsByHash))
            return Error(in call, RpcErrors.HashNotAccepted);
        if (!TryResolve(selector, in view, out ulong number)
            || !view.Chain.TryGetReceipts(number, out ReplayAnswer? receipts)
            || faults.StrikesOnce(ReplayFault.NullReceipts, number))
            return Result(in call, ReplayAnswer.Null);
        return Result(in call, faults.WrongData.AnswerReceipts(view.Chain, number, receipts));
    }

    private RpcItem GetReceipt(in RpcCall call, in ReplayView view)
    {
        var reader = new Utf8JsonReader(call.Parameters.Span);
        if (!ReadFirst(ref reader)) return Error(in call, RpcErrors.MissingParameters);
        Span<byte> hash = stackalloc byte[Hash256.Length];
        if (reader.TokenType != JsonTokenType.String || !Hex.TryDecodeFixed(reader.ValueSpan, hash))
            return Error(in call, RpcErrors.InvalidParameters);
        if (!view.Chain.TryFindTransaction(new Hash256(hash), out ulong number, out int index) || number > view.Head)
            return Result(in call, ReplayAnswer.Null);
        if (faults.WrongData.TryAnswerReceipt(view.Chain, number, TextEncoding.UTF8.GetString(reader.ValueSpan), out ReplayAnswer? wrong))
            return Result(in call, wrong);
        return Result(in call, ReplayAnswer.FromJson(_receipts.Cut(view.Chain, number)[index]));
    }

    private static RpcItem GetVerbatim(in RpcCall call, in ReplayView view)
    {
        if (view.Chain.TryGetVerbatim(call.Method, call.Parameters.Span, out ReplayAnswer? answer, out bool isError))
            return new RpcItem(call.Id, answer, isError);
        return Error(in call, view.Chain.HasVerbatim(call.Method) ? RpcErrors.NotRecorded : RpcErrors.UnknownMethod(call.Method));
    }

    private ulong HeadOf(in ReplayView view)
    {
        bool isLow = faults.Strikes(ReplayFault.FlappingHead) && faults.CountStrikes(ReplayFault.FlappingHead) % 2 == 1;
        return isLow ? Math.Max(view.Chain.First, view.Head - Math.Min(view.Head, FlappingBlocks)) : view.Head;
    }

    private bool TryResolve(BlockSelector selector, in ReplayView view, out ulong number)
    {
        number = selector.IsHead ? HeadOf(in view) : selector.Number ?? 0;
        if (selector.Hash is { } hash && !view.Chain.TryFindBlock(in hash, out number) && !faults.WrongData.TryFindBlock(in hash, out number)) return false;
        return number <= view.Head;
    }

    private static bool ReadFirst(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartArray
        && reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    private static RpcItem Result(in RpcCall call, ReplayAnswer answer) => new(call.Id, answer, IsError: false);

    private static RpcItem Error(in RpcCall call, ReplayAnswer error) => new(call.Id, error, IsError: true);

    private static ReplayAnswer Text(string text) => ReplayAnswer.FromJson(JsonSerializer.SerializeToUtf8Bytes(text));
}
