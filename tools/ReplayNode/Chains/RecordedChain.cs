using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>A chain as a recording holds it, all of it in memory.</summary>
public sealed class RecordedChain : ReplayChain
{
    private readonly List<ReplayAnswer?> _blocks = [];
    private readonly List<ReplayAnswer?> _receipts = [];
    private readonly Dictionary<Hash256, ulong> _byHash = [];
    private readonly Dictionary<Hash256, (ulong Number, int Index)> _transactions = [];
    private readonly VerbatimAnswers _verbatim = new();

    private RecordedChain(RecordingHeader header)
    {
        if (!Hex.TryParseQuantity(TextEncoding.UTF8.GetBytes(header.ChainId), out ulong chainId))
            throw new ChainSyncException(ChainSyncError.Configuration, $"The recording's chain id '{header.ChainId}' is not a number: record it anew.");
        ChainId = chainId;
        First = header.First;
        Last = header.Last;
        ClientVersion = header.ClientVersion;
    }

    /// <inheritdoc/>
    public override ulong ChainId { get; }

    /// <inheritdoc/>
    public override ulong First { get; }

    /// <inheritdoc/>
    public override ulong Last { get; }

    /// <inheritdoc/>
    public override string ClientVersion { get; }

    /// <summary>Loads a recording.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: it is malformed, or a block is missing.</exception>
    public static RecordedChain Load(string path)
    {
        using RecordingReader reader = RecordingReader.Open(path);
        return Load(reader, path);
    }

    /// <summary>Loads a recording.</summary>
    /// <param name="recording">The gzip data; is disposed.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: it is malformed, or a block is missing.</exception>
    public static RecordedChain Load(Stream recording, string name)
    {
        using RecordingReader reader = RecordingReader.Open(recording, name);
        return Load(reader, name);
    }

    /// <inheritdoc/>
    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => TryGet(_blocks, number, out answer);

    /// <inheritdoc/>
    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => TryGet(_receipts, number, out answer);

    /// <inheritdoc/>
    public override bool TryFindBlock(in Hash256 hash, out ulong number) => _byHash.TryGetValue(hash, out number);

    /// <inheritdoc/>
    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index)
    {
        bool found = _transactions.TryGetValue(hash, out (ulong Number, int Index) position);
        (number, index) = position;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryGetVerbatim(string method, ReadOnlySpan<byte> parameters, [NotNullWhen(true)] out ReplayAnswer? answer, out bool isError) =>
        _verbatim.TryGet(method, parameters, out answer, out isError);

    /// <inheritdoc/>
    public override bool HasVerbatim(string method) => _verbatim.Has(method);

    private static RecordedChain Load(RecordingReader reader, string name)
    {
        var chain = new RecordedChain(reader.Header);
        try
        {
            while (reader.TryRead(out RecordingEntry entry)) chain.Add(in entry);
        }
        catch (JsonException error)
        {
            throw new ChainSyncException(ChainSyncError.Configuration, $"Recording '{name}': {error.Message} Record it anew.", error);
        }

        chain.RequireWhole(name);
        return chain;
    }

    private void Add(in RecordingEntry entry)
    {
        ReplayAnswer answer = ReplayAnswer.FromJson(entry.Answer.ToArray());
        if (entry is { Method: "eth_getBlockByNumber", IsError: false })
            AddBlock(answer);
        else if (entry is { Method: "eth_getBlockReceipts", IsError: false } && TryReadBlock(entry.Params.Span, out ulong number))
            Put(_receipts, number, answer);
        else
            _verbatim.Add(entry.Method, entry.Params.Span, answer, entry.IsError);
    }

    private void AddBlock(ReplayAnswer answer)
    {
        RecordedBlock block = RecordedBlock.Parse(answer.ToMemory().Span);
        Put(_blocks, block.Number, answer);
        _byHash[block.Hash] = block.Number;
        for (int i = 0; i < block.Transactions.Count; i++)
            _transactions[block.Transactions[i]] = (block.Number, i);
    }

    /// <summary>Reads the first parameter, a number or the hash of a block that has come before.</summary>
    private bool TryReadBlock(ReadOnlySpan<byte> parameters, out ulong number)
    {
        number = 0;
        var reader = new Utf8JsonReader(parameters);
        if (!reader.Read() || !reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        Span<byte> hash = stackalloc byte[Hash256.Length];
        return Hex.TryDecodeFixed(reader.ValueSpan, hash)
            ? _byHash.TryGetValue(new Hash256(hash), out number)
            : Hex.TryParseQuantity(reader.ValueSpan, out number);
    }

    private void Put(List<ReplayAnswer?> list, ulong number, ReplayAnswer answer)
    {
        if (number < First || number > Last) return;
        int offset = checked((int)(number - First));
        while (list.Count <= offset) list.Add(null);
        list[offset] = answer;
    }

    private bool TryGet(List<ReplayAnswer?> list, ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        answer = number >= First && number <= Last ? list[(int)(number - First)] : null;
        return answer is not null;
    }

    private void RequireWhole(string name)
    {
        for (ulong number = First; number <= Last; number++)
        {
            int offset = (int)(number - First);
            if (offset >= _blocks.Count || offset >= _receipts.Count || _blocks[offset] is null || _receipts[offset] is null)
                throw new ChainSyncException(ChainSyncError.Configuration, $"Recording '{name}' lacks block {number} or its receipts: record it anew.");
        }
    }
}
