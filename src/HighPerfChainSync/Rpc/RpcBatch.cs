using System.Buffers.Text;
using System.Diagnostics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Rpc;

/// <summary>Calls to be made together, and what became of each. Keeps its memory between uses.</summary>
/// <remarks>
/// The client splits it into as many requests as the endpoint's limits ask for, and sends only what still lacks a result.
/// Owner: whoever created it; returned by: nobody, it is used again after <see cref="Clear"/>; thread: one at a time.
/// </remarks>
public sealed class RpcBatch
{
    private RpcCall[] _calls = new RpcCall[16];
    private byte[] _texts = new byte[1024];
    private byte[] _request = new byte[2048];
    private int _textLength;
    private int _requestLength;
    private int _round;

    /// <summary>Number of calls.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Whether what the node answered to a call — an error, null, a result that the handler refused — is handed back at once instead of
    /// being asked for again. Faults of the endpoint are tried again in any case, an unknown method is handed back in any case.
    /// </summary>
    public bool ReturnsErrors { get; init; }

    /// <summary>Whether every fault of a call alone ends it, a passing one too: the caller decides whether to ask again.</summary>
    internal bool ReturnsFaults { get; init; }

    /// <summary>
    /// Faulty requests after which the calls that still lack a result are handed back with their faults: the caller has somewhere else to ask.
    /// A limit of size that was met is no fault.
    /// </summary>
    internal int MaxFaults { get; set; } = int.MaxValue;

    /// <summary>The endpoint it was last sent to.</summary>
    internal RpcEndpointName Endpoint { get; set; } = RpcEndpointName.None;

    /// <summary>Has the room for the results; null where that is no matter.</summary>
    internal IFetchedBlocks? Room { get; set; }

    /// <summary>The request under way, written by <see cref="WriteRequest"/>.</summary>
    internal ReadOnlyMemory<byte> Request => _request.AsMemory(0, _requestLength);

    /// <summary>Drops all calls.</summary>
    public void Clear()
    {
        Array.Clear(_calls, 0, Count);
        Count = 0;
        _textLength = 0;
    }

    /// <summary>Adds a call.</summary>
    /// <param name="method">Name of the method, UTF-8 without anything that JSON would escape.</param>
    /// <param name="parameters">The parameters as JSON, an array.</param>
    /// <param name="block">The block it is about, for messages.</param>
    /// <returns>The call's position.</returns>
    public int Add(ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters, ulong? block = null)
    {
        if (Count == _calls.Length) Array.Resize(ref _calls, Count * 2);
        int length = method.Length + parameters.Length;
        Grow(ref _texts, _textLength, length);
        method.CopyTo(_texts.AsSpan(_textLength));
        parameters.CopyTo(_texts.AsSpan(_textLength + method.Length));
        _calls[Count] = new RpcCall
        {
            TextStart = _textLength,
            MethodLength = method.Length,
            ParametersLength = parameters.Length,
            HasBlock = block.HasValue,
            Block = block.GetValueOrDefault(),
        };
        _textLength += length;
        return Count++;
    }

    /// <summary>Whether the call's result was taken by the handler.</summary>
    public bool IsDone(int index) => At(index).State == RpcCallState.Done;

    /// <summary>Why the call has no result; null when it has one or was never sent.</summary>
    public RpcException? GetError(int index) => At(index).Fault?.ToException(Endpoint, MethodOf(index), BlockOf(index));

    /// <summary>The call at a position.</summary>
    internal ref RpcCall At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref _calls[index];
    }

    /// <summary>Name of the call's method.</summary>
    internal string MethodOf(int index)
    {
        ref readonly RpcCall call = ref At(index);
        return TextEncoding.UTF8.GetString(_texts.AsSpan(call.TextStart, call.MethodLength));
    }

    /// <summary>The block that the call is about.</summary>
    internal ulong? BlockOf(int index) => At(index) is { HasBlock: true } call ? call.Block : null;

    /// <summary>Whether a call waits to be sent.</summary>
    internal bool HasWaiting
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (_calls[i].State == RpcCallState.Waiting) return true;
            }

            return false;
        }
    }

    /// <summary>Whether the call is part of the request under way.</summary>
    internal bool IsInRequest(int index) => (uint)index < (uint)Count && _calls[index].Round == _round;

    /// <summary>Writes the next request: waiting calls, at most <paramref name="limit"/>.</summary>
    /// <returns>The number of calls in it.</returns>
    internal int WriteRequest(int limit)
    {
        _round++;
        _requestLength = 0;
        int asked = 0;
        Put("["u8);
        for (int i = 0; i < Count && asked < limit; i++)
        {
            ref RpcCall call = ref _calls[i];
            if (call.State != RpcCallState.Waiting) continue;
            if (asked++ > 0) Put(","u8);
            call.State = RpcCallState.Asked;
            call.Round = _round;
            PutCall(i, call);
        }

        Put("]"u8);
        if (asked == 1) StripArray();
        return asked;
    }

    /// <summary>Puts all calls of the request under way that have no result yet back in the queue.</summary>
    internal void TakeBack()
    {
        for (int i = 0; i < Count; i++)
        {
            if (_calls[i].State == RpcCallState.Asked) _calls[i].State = RpcCallState.Waiting;
        }
    }

    internal void MarkDone(int index)
    {
        ref RpcCall call = ref At(index);
        call.State = RpcCallState.Done;
        call.Fault = null;
    }

    internal void MarkFailed(int index, RpcFault fault)
    {
        ref RpcCall call = ref At(index);
        call.State = RpcCallState.Failed;
        call.Fault = fault;
    }

    /// <summary>Gives up on all calls that wait to be sent.</summary>
    internal void FailWaiting(RpcFault fault)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_calls[i].State == RpcCallState.Waiting) MarkFailed(i, _calls[i].Fault is { } own && own.Error != fault.Error ? own : fault);
        }
    }

    internal void MarkWaiting(int index) => At(index).State = RpcCallState.Waiting;

    /// <summary>A request of one call is a single object: there are endpoints that take no arrays.</summary>
    private void StripArray()
    {
        _request.AsSpan(1, _requestLength - 2).CopyTo(_request);
        _requestLength -= 2;
    }

    private void PutCall(int index, in RpcCall call)
    {
        Put("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        Grow(ref _request, _requestLength, 16);
        bool fits = Utf8Formatter.TryFormat(IdOf(index), _request.AsSpan(_requestLength), out int written);
        Debug.Assert(fits, "16 bytes hold every Int32.");
        _requestLength += written;
        Put(",\"method\":\""u8);
        Put(_texts.AsSpan(call.TextStart, call.MethodLength));
        Put("\",\"params\":"u8);
        Put(_texts.AsSpan(call.TextStart + call.MethodLength, call.ParametersLength));
        Put("}"u8);
    }

    /// <summary>Ids begin at 1, since there are servers that take 0 for absent.</summary>
    internal static int IdOf(int index) => index + 1;

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Grow(ref _request, _requestLength, bytes.Length);
        bytes.CopyTo(_request.AsSpan(_requestLength));
        _requestLength += bytes.Length;
    }

    private static void Grow(ref byte[] buffer, int used, int more)
    {
        if (more > buffer.Length - used) Array.Resize(ref buffer, Math.Max(checked(used + more), buffer.Length * 2));
    }
}
