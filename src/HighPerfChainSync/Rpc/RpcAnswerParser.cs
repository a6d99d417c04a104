using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads the answer to a request in one pass: results go to the handler as soon as their id is known.</summary>
/// <remarks>
/// Trusts nothing: items may come in any order and shape, be missing, twice or strange, and the document may end anywhere.
/// Afterwards no call of the request is left in state <see cref="RpcCallState.Asked"/>. Allocates nothing while all is well. Thread: the batch's.
/// </remarks>
internal static class RpcAnswerParser
{
    /// <summary>Blocks and receipts nest six deep; anything near this is an attack.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads an answer and settles the calls of the request under way.</summary>
    /// <param name="body">The answer, possibly cut short.</param>
    /// <param name="batch">The calls.</param>
    /// <param name="asked">Number of calls in the request.</param>
    /// <param name="handler">Takes the results.</param>
    /// <param name="interruption">Why the body is cut short, where that is known; explains the calls without an answer.</param>
    /// <param name="release">Is told from where on the body is still read, each time that a result has been.</param>
    public static void Parse(
        in ReadOnlySequence<byte> body, RpcBatch batch, int asked, IRpcResultHandler handler, RpcFault? interruption, Action<SequencePosition>? release = null)
    {
        var state = new RpcAnswerState(body, batch, handler, release);
        if (interruption is null || state.Length > 0)
        {
            var reader = new Utf8JsonReader(body, s_options);
            try
            {
                ReadAnswer(ref reader, body, asked, ref state);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The reader throws the second for escapes that stand for no character.
                state.Whole = Broken(e, state.Begin + reader.BytesConsumed, in state);
            }
        }

        SettleRest(batch, asked, interruption ?? state.Whole ?? state.Stray, state.Items);
    }

    private static void ReadAnswer(ref Utf8JsonReader reader, in ReadOnlySequence<byte> body, int asked, ref RpcAnswerState state)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                RpcItemReader.Read(ref reader, ref state);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType == JsonTokenType.StartObject)
                    {
                        RpcItemReader.Read(ref reader, ref state);
                        continue;
                    }

                    reader.Skip();
                    state.Stray = new RpcFault(ChainSyncError.RpcInvalidResponse, "the answer holds an item that is not an object");
                }

                break;
            default:
                reader.Skip();
                state.Whole = new RpcFault(ChainSyncError.RpcInvalidResponse, "the answer is neither an object nor an array")
                {
                    NodeMessage = NodeText.Clean(body),
                };
                break;
        }

        // One error for a request of many calls is meant for all of them, whatever id it bears (geth: that of the first call).
        if (state is { Items: 1, LastError: not null } && asked > 1) state.Whole = state.LastError;
    }

    private static void SettleRest(RpcBatch batch, int asked, RpcFault? reason, int items)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (!batch.IsInRequest(i) || batch.At(i).State != RpcCallState.Asked) continue;
            reason ??= new RpcFault(ChainSyncError.RpcMissingItem, $"the answer lacks calls: {items} of {asked} are there");
            if (!reason.IsWhole && asked > 1) reason = reason with { IsWhole = true };
            batch.MarkFailed(i, reason);
        }

        if (reason is null || asked == 1) return;
        for (int i = 0; i < batch.Count; i++)
        {
            // The call whose id the single error bore shares its fate with the others.
            if (batch.IsInRequest(i) && batch.At(i) is { Fault: { IsWhole: false } fault } && items == 1 && fault.Error == reason.Error)
                batch.MarkFailed(i, reason);
        }
    }

    private static RpcFault Broken(Exception exception, long position, in RpcAnswerState state)
    {
        string reason = state.Length == 0
            ? "the answer is empty"
            : $"the answer ends early or is not JSON, behind byte {position} of {state.Length}, after {state.Items} complete items";
        return new RpcFault(ChainSyncError.RpcInvalidJson, reason)
        {
            // The parser's words name the position again; what a proxy wrote instead of JSON is what helps.
            NodeMessage = state is { Items: 0, Begin: 0, Length: > 0 } ? NodeText.Clean(state.Rest) : null,
            Cause = exception,
        };
    }
}
