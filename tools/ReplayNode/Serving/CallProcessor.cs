using System.Runtime.InteropServices;
using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Turns a request body into the items of its answer, with the limits and the faults of items and batches.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class CallProcessor(MethodTable methods, ReplayFaults faults)
{
    private static readonly byte[] s_null = "null"u8.ToArray();

    private long _calls;

    /// <summary>Calls received.</summary>
    internal long Calls => Volatile.Read(ref _calls);

    /// <summary>Answers a request.</summary>
    internal RpcResponse Process(ReadOnlyMemory<byte> body)
    {
        RpcRequest request;
        try
        {
            request = RpcRequest.Parse(body);
        }
        catch (JsonException)
        {
            return Single(s_null, RpcErrors.ParseError);
        }

        Interlocked.Add(ref _calls, request.Calls.Count);
        if (request.IsBatch && request.Calls.Count == 0) return Single(s_null, RpcErrors.InvalidRequest);
        if (request.IsBatch && faults.BatchLimit > 0 && request.Calls.Count > faults.BatchLimit)
        {
            faults.CountBatchRefusal();
            return RefuseBatch(request);
        }

        if (faults.Strikes(ReplayFault.SingleError)) return Single(s_null, RpcErrors.Busy);

        ReplayView view = methods.Views.Take();
        var items = new List<RpcItem>(request.Calls.Count);
        foreach (ref readonly RpcCall call in CollectionsMarshal.AsSpan(request.Calls))
        {
            if (faults.Strikes(ReplayFault.MissingItem)) continue;
            if (methods.Views.IsPerCall && items.Count > 0) view = methods.Views.Take();
            items.Add(AnswerOrFail(in call, in view));
        }

        if (faults.ResponseLimit > 0 && LimitBytes(items, out RpcResponse refused)) return refused;
        if (faults.Strikes(ReplayFault.ReorderedItems)) items.Reverse();
        return new RpcResponse(request.IsBatch, items);
    }

    private RpcItem AnswerOrFail(in RpcCall call, in ReplayView view)
    {
        if (faults.Strikes(ReplayFault.ErrorItem)) return new RpcItem(call.Id, RpcErrors.Internal, IsError: true);
        if (faults.Strikes(ReplayFault.RateLimitItem)) return new RpcItem(call.Id, RpcErrors.RateLimited, IsError: true);
        return methods.Answer(in call, in view);
    }

    private RpcResponse RefuseBatch(RpcRequest request) => faults.LimitStyle switch
    {
        ReplayLimitStyle.Erigon => Single(s_null, RpcErrors.ErigonBatchLimit(faults.BatchLimit, request.Calls.Count)),
        ReplayLimitStyle.Besu => Single(s_null, RpcErrors.BesuBatchTooLarge),
        ReplayLimitStyle.Reth => Single(s_null, RpcErrors.RethBatchTooLarge),
        _ => new RpcResponse(IsBatch: true, [new RpcItem(request.Calls[0].Id, RpcErrors.BatchTooLarge, IsError: true)]),
    };

    /// <summary>Applies the limit on bytes: as geth does, item by item in order, or as the others do, to the whole answer.</summary>
    private bool LimitBytes(List<RpcItem> items, out RpcResponse refused)
    {
        refused = default;
        long bytes = 0;
        bool isOver = false;
        for (int i = 0; i < items.Count; i++)
        {
            bytes += items[i].Body.Length;
            isOver |= bytes > faults.ResponseLimit;
            if (isOver && faults.LimitStyle == ReplayLimitStyle.Geth)
                items[i] = new RpcItem(items[i].Id, RpcErrors.ResponseTooLarge, IsError: true);
        }

        if (isOver) faults.CountResponseRefusal();
        if (!isOver || faults.LimitStyle == ReplayLimitStyle.Geth) return false;
        refused = Single(s_null, RpcErrors.RethResponseTooLarge);
        return true;
    }

    private static RpcResponse Single(ReadOnlyMemory<byte> id, ReplayAnswer error) =>
        new(IsBatch: false, [new RpcItem(id, error, IsError: true)]);
}
