using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads one item of an answer (JSON-RPC 2.0, section 5) and settles its call.</summary>
internal struct RpcItemReader
{
    private const int NoCall = -1;

    private int _index;
    private int _ids;
    private int _results;
    private bool _isNull;
    private bool _isDecoded;
    private bool _isLate;
    private ReadOnlySequence<byte> _late;
    private RpcFault? _error;
    private RpcFault? _refusal;

    /// <summary>Reads an item; the reader is on its first token and is left on its last.</summary>
    public static void Read(ref Utf8JsonReader reader, ref RpcAnswerState state)
    {
        var item = new RpcItemReader { _index = NoCall };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            item.ReadMember(ref reader, ref state);
        item.Settle(ref state);
    }

    private void ReadMember(ref Utf8JsonReader reader, ref RpcAnswerState state)
    {
        if (reader.ValueTextEquals("id"u8))
        {
            reader.Read();
            _ids++;
            _index = ReadId(ref reader);
        }
        else if (reader.ValueTextEquals("result"u8))
        {
            JsonReaderState before = reader.CurrentState;
            reader.Read();
            ReadResult(ref reader, before, ref state);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null) _error = RpcErrorReader.Read(ref reader, state.Rest);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadResult(ref Utf8JsonReader reader, in JsonReaderState before, ref RpcAnswerState state)
    {
        if (_results++ > 0)
        {
            reader.Skip();
        }
        else if (reader.TokenType == JsonTokenType.Null)
        {
            _isNull = true;
        }
        else if (_ids == 1 && IsOpen(state.Batch) && _error is null)
        {
            ReadOnlySequence<byte> json = state.Rest.Slice(reader.TokenStartIndex);
            if (Decode(json, ref state) is > 0 and long length) reader = Behind(json.Slice(length), before, ref state);
            else reader.Skip();
        }
        else
        {
            // The id comes later: the result is read from here once it is known.
            _late = state.Rest.Slice(reader.TokenStartIndex);
            _isLate = true;
            reader.Skip();
        }
    }

    private void Settle(ref RpcAnswerState state)
    {
        state.Items++;
        if (_error is not null) state.LastError = _error;
        RpcBatch batch = state.Batch;
        if (_ids != 1 || !batch.IsInRequest(_index))
        {
            if (_error is not null) state.Whole = _error;
            else state.Stray = new RpcFault(ChainSyncError.RpcInvalidResponse, "the answer holds an item whose id was not asked for, or without an id");
            return;
        }

        if (batch.At(_index).State != RpcCallState.Asked)
            batch.MarkFailed(_index, new RpcFault(ChainSyncError.RpcInvalidResponse, "the answer holds the same id twice"));
        else if (_error is not null)
            batch.MarkFailed(_index, _error);
        else if (_results != 1)
            batch.MarkFailed(_index, new RpcFault(ChainSyncError.RpcInvalidResponse, $"the item has {_results} results and no error"));
        else if (_isNull)
            batch.MarkFailed(_index, new RpcFault(ChainSyncError.RpcNotFound, "the result is null"));
        else
            SettleResult(ref state);
    }

    private void SettleResult(ref RpcAnswerState state)
    {
        if (_isLate) Decode(_late, ref state);
        if (_refusal is not null) state.Batch.MarkFailed(_index, _refusal);
        else if (_isDecoded) state.Batch.MarkDone(_index);
    }

    /// <summary>Gives the result to the handler.</summary>
    /// <returns>The length of the result, or 0 when it has been refused.</returns>
    private long Decode(in ReadOnlySequence<byte> json, ref RpcAnswerState state)
    {
        try
        {
            long length = state.Handler.OnResult(_index, json);
            _isDecoded = IsEnd(json, length);
            if (_isDecoded) return length;
            _refusal = new RpcFault(ChainSyncError.Internal, "the handler did not read the result to its end");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Input from outside must never end the process, not even by a fault of a handler: the call fails, and says so.
            _refusal = Refuse(e);
        }

        return 0;
    }

    /// <summary>A reader that is as if it had read the result itself.</summary>
    /// <param name="rest">What follows the result.</param>
    /// <param name="before">The state of the reader behind the name <c>result</c>.</param>
    /// <param name="state">Remembers what is read from now on.</param>
    private static Utf8JsonReader Behind(scoped in ReadOnlySequence<byte> rest, scoped in JsonReaderState before, scoped ref RpcAnswerState state)
    {
        var instead = new Utf8JsonReader("null"u8, isFinalBlock: false, before);
        instead.Read();
        state.GoTo(rest);
        return new Utf8JsonReader(rest, isFinalBlock: true, instead.CurrentState);
    }

    private readonly bool IsOpen(RpcBatch batch) => batch.IsInRequest(_index) && batch.At(_index).State == RpcCallState.Asked;

    /// <summary>Whether a value can have ended there: behind it comes the next member, the end of the item, or nothing.</summary>
    private static bool IsEnd(in ReadOnlySequence<byte> json, long length)
    {
        if (length <= 0 || length > json.Length) return false;
        var rest = new SequenceReader<byte>(json.Slice(length));
        rest.AdvancePastAny((byte)' ', (byte)'\t', (byte)'\r', (byte)'\n');
        return !rest.TryPeek(out byte next) || next is (byte)',' or (byte)'}';
    }

    private static RpcFault Refuse(Exception exception) => exception switch
    {
        ChainSyncException e => new RpcFault(e.Error, $"the result cannot be used: {e.Message.TrimEnd('.')}") { Cause = e },
        JsonException or InvalidOperationException or FormatException =>
            new RpcFault(ChainSyncError.Decode, $"the result cannot be read: {exception.Message.TrimEnd('.')}") { Cause = exception },
        _ => new RpcFault(ChainSyncError.Internal, $"the handler failed: {exception.Message.TrimEnd('.')}") { Cause = exception },
    };

    /// <summary>The position of the call with this id: numbers, and strings that hold numbers.</summary>
    private static int ReadId(ref Utf8JsonReader reader)
    {
        long id = 0;
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String) id = ParseId(in reader);
        else reader.Skip();
        return id is > 0 and <= int.MaxValue ? (int)id - RpcBatch.IdOf(0) : NoCall;
    }

    /// <summary>Not by the reader's own methods: for a token that straddles segments they allocate.</summary>
    private static long ParseId(in Utf8JsonReader reader)
    {
        Span<byte> digits = stackalloc byte[24];
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > digits.Length || reader.ValueIsEscaped) return 0;
        digits = digits[..(int)length];
        if (reader.HasValueSequence) reader.ValueSequence.CopyTo(digits);
        else reader.ValueSpan.CopyTo(digits);
        return Utf8Parser.TryParse(digits, out long id, out int consumed) && consumed == length ? id : 0;
    }
}
