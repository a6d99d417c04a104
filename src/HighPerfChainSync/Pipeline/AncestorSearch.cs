using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>Searches the newest committed block that the node has too.</summary>
/// <remarks>
/// Branches that agree at a height agree below it, so it goes back in steps that double, and then halves what lies between: a
/// reorganisation of one block takes two questions, one of 64 fourteen.
/// </remarks>
internal sealed class AncestorSearch
{
    private readonly StreamOptions _options;
    private readonly IBlockSource _source;
    private readonly IBlockSink _sink;
    private readonly ChainWindow _window;
    private readonly StreamProgress _last;
    private readonly ulong _first;

    /// <summary>Creates a search.</summary>
    /// <param name="options">The stream.</param>
    /// <param name="source">The node.</param>
    /// <param name="sink">Knows hashes that the window no longer has.</param>
    /// <param name="window">Hashes of the committed blocks.</param>
    /// <param name="last">The last of them.</param>
    /// <param name="first">First block of the stream, as far as it is known, else 0.</param>
    public AncestorSearch(StreamOptions options, IBlockSource source, IBlockSink sink, ChainWindow window, StreamProgress last, ulong first)
    {
        _options = options;
        _source = source;
        _sink = sink;
        _window = window;
        _last = last;
        _first = first;
    }

    private enum Comparison
    {
        Same,
        Other,

        /// <summary>The node does not say now.</summary>
        Missing,

        /// <summary>The hash of the committed block is not known.</summary>
        Unknown,
    }

    /// <summary>What the node has at the height of the last committed block.</summary>
    public Hash256 Found { get; private set; }

    /// <summary>The block that the node did not name, after a search that found nothing.</summary>
    public ulong Missing { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="chain">Name of the chain, for messages.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The block; null when the node did not name one that had to be known.</returns>
    /// <exception cref="ChainSyncException">There is none that may be gone back to; the message says why and what to do.</exception>
    public async ValueTask<StreamProgress?> FindAsync(string chain, CancellationToken cancel)
    {
        (Comparison result, Hash256 ours, Hash256 theirs) = await CompareAsync(_last.Number, cancel).ConfigureAwait(false);
        if (result == Comparison.Missing) return null;
        if (result == Comparison.Same) return _last;
        Found = theirs;
        if (!_sink.CanRetract) ThrowCannotRetract(chain);

        ulong lowest = _last.Number - Math.Min(_options.MaxReorgDepth, _last.Number - Math.Min(_first, _last.Number));
        bool isLimit = lowest > _first;
        ulong other = _last.Number;
        ulong step = 1;
        while (true)
        {
            if (other == lowest) ThrowNone(chain, isLimit, other);
            ulong probe = other - Math.Min(step, other - lowest);
            (result, ours, theirs) = await CompareAsync(probe, cancel).ConfigureAwait(false);
            if (result == Comparison.Missing) return null;
            if (result == Comparison.Same) return await HalveAsync(new StreamProgress(probe, ours), other, cancel).ConfigureAwait(false);
            if (result == Comparison.Unknown)
            {
                // The stream begins, or is kept from, above it: there may still be one in between.
                lowest = probe + 1;
                isLimit = false;
                step = 1;
                continue;
            }

            other = probe;
            step *= 2;
        }
    }

    /// <summary>Finds the last block that is the same, between one that is and one that is not.</summary>
    private async ValueTask<StreamProgress?> HalveAsync(StreamProgress same, ulong other, CancellationToken cancel)
    {
        while (other - same.Number > 1)
        {
            ulong middle = same.Number + (other - same.Number) / 2;
            (Comparison result, Hash256 ours, _) = await CompareAsync(middle, cancel).ConfigureAwait(false);
            if (result == Comparison.Missing) return null;
            // A lower one than there might be: blocks that turn out to be committed are not taken back.
            if (result == Comparison.Unknown) return same;
            if (result == Comparison.Same) same = new StreamProgress(middle, ours);
            else other = middle;
        }

        return same;
    }

    private async ValueTask<(Comparison Result, Hash256 Ours, Hash256 Theirs)> CompareAsync(ulong number, CancellationToken cancel)
    {
        if (!_window.TryGet(number, out Hash256 ours))
        {
            if (await _sink.TryFindHashAsync(number, cancel).ConfigureAwait(false) is not { } found) return (Comparison.Unknown, default, default);
            ours = found;
        }

        if (await _source.TryGetHashAsync(number, cancel).ConfigureAwait(false) is not { } theirs)
        {
            Missing = number;
            return (Comparison.Missing, ours, default);
        }

        return (ours == theirs ? Comparison.Same : Comparison.Other, ours, theirs);
    }

    [DoesNotReturn]
    private void ThrowCannotRetract(string chain) => throw new ChainSyncException(
        ChainSyncError.ParentMismatch,
        $"Chain {chain}: {Branches()} The chain has been reorganised, and {_sink.GetType().Name} cannot take back what it has written. Everything up to block "
        + $"{Text(_last.Number)} stays, nothing after it is written. Write to another destination, and behind the head: --emit safe, finalized or confirmations=N.");

    [DoesNotReturn]
    private void ThrowNone(string chain, bool isLimit, ulong other)
    {
        string depth = Text(_last.Number - other + 1);
        throw new ChainSyncException(
            ChainSyncError.Reorg,
            isLimit
                ? $"Chain {chain}: {Branches()} The branches part below block {Text(other)}: at least {depth} blocks would have to be taken back, and {Text(_options.MaxReorgDepth)} may be. "
                + "Nothing was changed. If the node is right, go on with a larger --max-reorg-depth; if it serves another chain or has lost its own, use another node."
                : $"Chain {chain}: {Branches()} No committed block down to {Text(other)}, the first that is known here, is on the node's branch: {depth} blocks would have to be taken back, and nothing "
                + "would be left to go on from. Nothing was changed. Use a node of the same chain, or write to another destination.");
    }

    private string Branches() => $"block {Text(_last.Number)} was committed with the hash {_last.Hash}, but the node's block {Text(_last.Number)} is {Found}.";

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
