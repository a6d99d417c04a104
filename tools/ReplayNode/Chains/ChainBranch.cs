using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>A branch of a chain: the blocks of its parent up to the fork, and above it blocks of their own with valid hashes.</summary>
/// <remarks>
/// A block above the fork holds what the content chain holds at its height, put on the block below it, with another <c>mixHash</c>: on
/// two branches the same transactions may stand in different blocks. Such blocks are made in order when they are asked for.
/// Thread: any, one at a time inside.
/// </remarks>
internal sealed class ChainBranch : ReplayChain
{
    private const int KeptBlocks = 128;

    private readonly Lock _lock = new();
    private readonly ReplayChain _parent;
    private readonly ReplayChain _content;
    private readonly ulong _fork;
    private readonly byte[] _salt;
    private readonly BlockDecoder _decoder = new(new UnknownFields());
    private readonly BlockHasher _hasher = new();
    private readonly BlockData _block = new BlockDataPool(maxKept: 1).Rent(nameof(ChainBranch));
    private readonly List<Hash256> _hashes = [];
    private readonly Dictionary<Hash256, ulong> _byHash = [];
    private readonly HashIndex _transactions = new();
    private readonly Dictionary<ulong, (ReplayAnswer Block, ReplayAnswer Receipts)> _kept = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>Creates a branch.</summary>
    /// <param name="parent">What it forks off.</param>
    /// <param name="fork">The highest block that both have.</param>
    /// <param name="content">What its blocks hold.</param>
    /// <param name="salt">What makes its blocks differ from those of another branch with the same content.</param>
    internal ChainBranch(ReplayChain parent, ulong fork, ReplayChain content, string salt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fork, parent.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fork, parent.Last);
        _parent = parent;
        _fork = fork;
        _content = content;
        _salt = TextEncoding.UTF8.GetBytes(salt);
    }

    /// <inheritdoc/>
    public override ulong ChainId => _parent.ChainId;

    /// <inheritdoc/>
    public override ulong First => _parent.First;

    /// <inheritdoc/>
    public override ulong Last => Math.Min(_parent.Last, _content.Last);

    /// <inheritdoc/>
    public override string ClientVersion => _parent.ClientVersion;

    /// <inheritdoc/>
    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        if (number <= _fork) return _parent.TryGetBlock(number, out answer);
        answer = number <= Last ? Get(number).Block : null;
        return answer is not null;
    }

    /// <inheritdoc/>
    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer)
    {
        if (number <= _fork) return _parent.TryGetReceipts(number, out answer);
        answer = number <= Last ? Get(number).Receipts : null;
        return answer is not null;
    }

    /// <inheritdoc/>
    public override bool TryFindBlock(in Hash256 hash, out ulong number)
    {
        lock (_lock)
        {
            if (_byHash.TryGetValue(hash, out number)) return true;
        }

        return _parent.TryFindBlock(in hash, out number) && number <= _fork;
    }

    /// <inheritdoc/>
    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index)
    {
        lock (_lock)
        {
            bool found = _transactions.TryFind(in hash, out int offset, out index);
            number = _fork + 1 + (ulong)offset;
            if (found) return true;
        }

        return _parent.TryFindTransaction(in hash, out number, out index) && number <= _fork;
    }

    /// <inheritdoc/>
    public override bool HasVerbatim(string method) => _parent.HasVerbatim(method);

    private (ReplayAnswer Block, ReplayAnswer Receipts) Get(ulong number)
    {
        lock (_lock)
        {
            for (ulong next = _fork + 1 + (ulong)_hashes.Count; next < number; next++) Make(next);
            return _kept.TryGetValue(number, out (ReplayAnswer Block, ReplayAnswer Receipts) kept) ? kept : Make(number);
        }
    }

    private (ReplayAnswer Block, ReplayAnswer Receipts) Make(ulong number)
    {
        if (!_content.TryGetBlock(number, out ReplayAnswer? block) || !_content.TryGetReceipts(number, out ReplayAnswer? receipts))
            throw new ChainSyncException(ChainSyncError.Configuration, $"The content of a branch lacks block {number}.");
        int offset = (int)(number - _fork - 1);
        Hash256 parent = offset == 0 ? HashOfFork() : _hashes[offset - 1];
        Decode(block);
        string old = Quote(_block.Header.Hash);
        _block.Header.ParentHash = parent;
        _block.Header.MixHash = Keccak256.Hash([.. _salt, .. _block.Header.MixHash.Bytes]);
        Hash256 hash = _hasher.ComputeHash(_block, out _);
        if (offset == _hashes.Count) Remember(number, hash);

        JsonObject json = JsonNode.Parse(block.ToMemory().Span)!.AsObject();
        json["parentHash"] = Quote(parent).Trim('"');
        json["mixHash"] = Quote(_block.Header.MixHash).Trim('"');
        (ReplayAnswer, ReplayAnswer) answers = (
            Replace(json.ToJsonString(), old, Quote(hash)),
            Replace(TextEncoding.UTF8.GetString(receipts.ToMemory().Span), old, Quote(hash)));
        _kept[number] = answers;
        _order.Enqueue(number);
        if (_order.Count > KeptBlocks) _kept.Remove(_order.Dequeue());
        return answers;
    }

    private Hash256 HashOfFork()
    {
        _parent.TryGetBlock(_fork, out ReplayAnswer? block);
        Decode(block!);
        return _block.Header.Hash;
    }

    private void Remember(ulong number, in Hash256 hash)
    {
        _hashes.Add(hash);
        _byHash[hash] = number;
        for (int i = 0; i < _block.Transactions.Count; i++) _transactions.Add(in _block.Transactions[i].Hash, _hashes.Count - 1, i);
    }

    private void Decode(ReplayAnswer block)
    {
        _decoder.DecodeBlock(new(block.ToMemory()), _block);
    }

    private static string Quote(in Hash256 hash) => $"\"0x{Convert.ToHexStringLower(hash.Bytes)}\"";

    private static ReplayAnswer Replace(string json, string old, string replacement) =>
        ReplayAnswer.FromJson(TextEncoding.UTF8.GetBytes(json.Replace(old, replacement, StringComparison.Ordinal)));
}
