using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Fuzzing.Mutation;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>
/// The parser of JSON-RPC answers, with the readers of blocks, receipts and heads behind it: every call of the request is settled, nothing
/// unforeseen is caught on the way, and bytes in segments come to the same.
/// </summary>
internal sealed class AnswerTarget : IFuzzTarget, IRpcResultHandler
{
    private const int Calls = 4;
    private const int BlockCall = 0;
    private const int ReceiptsCall = 1;

    private readonly BlockDataPool _pool = new();
    private readonly HeadReader _heads = new();
    private readonly BlockDecoder _decoder = new(new UnknownFields());
    private readonly RpcBatch _batch = new();
    private readonly ulong[] _outcomes = new ulong[Calls];
    private readonly List<FuzzSeed> _seeds = [];
    private BlockData? _block;
    private long _results;
    private long _faults;

    /// <summary>Makes answers of blocks.</summary>
    public AnswerTarget(IReadOnlyList<FuzzSeed> blocks)
    {
        foreach (FuzzSeed seed in blocks)
        {
            int separator = seed.Bytes.AsSpan().IndexOf(TokenMap.Separator);
            ReadOnlySpan<byte> block = seed.Bytes.AsSpan(0, separator);
            ReadOnlySpan<byte> receipts = seed.Bytes.AsSpan(separator + 1);
            byte[] answer =
            [
                .. "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"u8, .. block, .. "},{\"id\":2,\"result\":"u8, .. receipts,
                .. "},{\"error\":{\"code\":-32005,\"message\":\"limit exceeded\",\"data\":{\"retry\":1}},\"id\":3},{\"result\":null,\"id\":\"4\"}]"u8,
            ];
            _seeds.Add(new FuzzSeed("answer with " + seed.Name, answer));
        }

        Add("error for all", "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batch of more than 10 items\"}}");
        Add("page of a proxy", "<html><body>502 Bad Gateway</body></html>");
        Add("head", "[{\"id\":3,\"result\":{\"number\":\"0x10\",\"hash\":\"0x" + new string('a', 64) + "\",\"timestamp\":\"0x5\"}},{\"id\":4,\"result\":{\"number\":16,\"x\":[]}}]");

        void Add(string name, string json) => _seeds.Add(new FuzzSeed(name, TextEncoding.UTF8.GetBytes(json)));
    }

    public string Name => "answer";

    public IReadOnlyList<FuzzSeed> Seeds => _seeds;

    public int BytesPerByte => 96;

    public string Summary => $"{_results} results taken, {_faults} calls without";

    public ulong Run(ReadOnlyMemory<byte> input)
    {
        _block = _pool.Rent(nameof(AnswerTarget));
        try
        {
            ulong outcome = Parse(new ReadOnlySequence<byte>(input));
            if (input.Length % 3 == 0 && Parse(Segments.Random(input, 64, input.Length)) != outcome)
                throw new FuzzFault("In segments it comes to something else.");
            return outcome;
        }
        finally
        {
            _block.Return();
            _block = null;
        }
    }

    public long OnResult(int index, in ReadOnlySequence<byte> json) => index switch
    {
        BlockCall => _decoder.DecodeBlock(json, _block!),
        ReceiptsCall => _decoder.DecodeReceipts(json, _block!),
        _ => _heads.OnResult(index, json),
    };

    public void Dispose() => _pool.Dispose();

    private ulong Parse(in ReadOnlySequence<byte> body)
    {
        _block!.Reset();
        _batch.Clear();
        for (int i = 0; i < Calls; i++) _batch.Add("eth_call"u8, "[]"u8, (ulong)i);
        int asked = _batch.WriteRequest(Calls);
        RpcAnswerParser.Parse(in body, _batch, asked, this, null);
        for (int i = 0; i < Calls; i++)
        {
            if (_batch.At(i).State == RpcCallState.Asked) throw new FuzzFault($"Call {i} is not settled.");
            _outcomes[i] = OutcomeOf(i);
        }

        return Outcome.Of(_outcomes);
    }

    private ulong OutcomeOf(int index)
    {
        if (_batch.IsDone(index))
        {
            _results++;
            return 1;
        }

        _faults++;
        RpcException error = _batch.GetError(index) ?? throw new FuzzFault($"Call {index} has neither a result nor an error.");
        if (error.Error == ChainSyncError.Internal) throw new FuzzFault($"Call {index}: {error}");
        if (error.Message.Length > 4_000) throw new FuzzFault($"The error of call {index} has {error.Message.Length} characters.");
        return Outcome.Of(error);
    }
}
