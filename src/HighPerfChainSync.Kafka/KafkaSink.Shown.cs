using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Settling;

namespace HighPerfChainSync.Kafka;

/// <content>
/// What consumers are shown against what the progress says. They can differ only after crashes of Kafka in a row, or when somebody else has written to the
/// topics; neither gap nor repetition may follow from it unnoticed. It is looked at after faults and at the start, as far as this user may read the topics.
/// </content>
public sealed partial class KafkaSink
{
    /// <summary>The last committed record in each data topic, since this instance writes; null is none yet.</summary>
    private BlockMark?[] _lastOf = [];

    /// <summary>Partitions in which a commit is shown only with the next one.</summary>
    private List<OpenEnd> _unmarked = [];

    private bool IsCommitUnmarked => _unmarked.Count > 0;

    /// <summary>Stops a start whose first blocks consumers have been shown already.</summary>
    private async Task CheckStartAsync(ProgressRecord? found, CancellationToken cancellationToken)
    {
        _lastOf = new BlockMark?[_topics.ProgressIndex];
        _releasedLast = new BlockMark?[_topics.ProgressIndex];
        if (!IsTransactional || _options.AcceptChanges || found?.Last is not { } last) return;
        if (await _cluster.FindShownBlocksAsync(_topics, _options.StartTimeout, cancellationToken).ConfigureAwait(false) is not { } shown) return;
        if (FindAhead(shown, found) is not { } ahead) return;
        // An instance that has taken over meanwhile is not a fault: the claim decides.
        ProgressRecord? now = await ReadProgressAsync(ProgressView.Written, cancellationToken).ConfigureAwait(false);
        if (now?.Last != last || now.Instance != found.Instance) return;
        string what = ahead.Mark.IsRemoved ? $"takes block {ahead.Mark.Number} back" : $"shows block {ahead.Mark.Number} ({ahead.Mark.Hash}) to consumers";
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Topic '{_topics.Names[ahead.Topic]}' {what}, but the progress in topic '{_topics.ProgressName}' ends with block {last.Number} ({last.Hash}) and does not know of it: "
            + "to go on from there would write blocks a second time. Kafka has lost the end of the progress in a crash, or something else writes to these topics. "
            + "Begin the stream in new topics, or write the blocks again with --accept-changes (AcceptChanges) if consumers can bear it.");
    }

    /// <summary>A last record that the progress does not account for. Where something is still open, an earlier record is shown as the last.</summary>
    private (int Topic, BlockMark Mark)? FindAhead(BlockMark?[][] shown, ProgressRecord found)
    {
        for (int topic = 0; topic < shown.Length; topic++)
        {
            for (int partition = 0; partition < shown[topic].Length; partition++)
            {
                if (shown[topic][partition] is not { } mark || found.Holds(mark) != false) continue;
                if (!_unmarked.Exists(end => end.Topic == topic && end.Partition == partition)) return (topic, mark);
            }
        }

        return null;
    }

    /// <summary>Stops after a fault when records whose commit was acknowledged are not shown any more.</summary>
    private async ValueTask CheckCommittedAsync(CancellationToken cancellationToken)
    {
        // What is not shown yet is not lost.
        if (IsCommitUnmarked) return;
        if (await _cluster.FindShownBlocksAsync(_topics, s_forever, cancellationToken).ConfigureAwait(false) is not { } shown) return;
        for (int topic = 0; topic < shown.Length; topic++)
        {
            if (_lastOf[topic] is not { } last || Array.Exists(shown[topic], mark => mark is { } record && IsBehind(record, last))) continue;
            ulong? highest = shown[topic].Max(static mark => mark?.Number);
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"Kafka has lost records of topic '{_topics.Names[topic]}' whose commit it had acknowledged: its last block is {highest?.ToText() ?? "none"}, and was {last.Number}"
                + (last.IsRemoved ? ", taken back. " : ". ")
                + "Nothing more is written, so that the gap is at the end. Begin the stream again in new topics.");
        }
    }

    /// <summary>Whether a record that is shown is the one that was committed last, or of a later block.</summary>
    private static bool IsBehind(BlockMark shown, BlockMark last) =>
        (shown.Number == last.Number && shown.IsRemoved == last.IsRemoved && (shown.Hash is null || shown.Hash == last.Hash))
        || (shown.Number > last.Number && !shown.IsRemoved && !last.IsRemoved);

    /// <summary>Notes what each data topic ends with once this transaction is committed.</summary>
    private void NoteCommitted()
    {
        Note(_plan?.LastOfTopics() ?? []);
        Note(_releasedLast);
        NoteLast(_blocks, _lastOf);

        void Note(BlockMark?[] marks)
        {
            for (int topic = 0; topic < marks.Length; topic++) _lastOf[topic] = marks[topic] ?? _lastOf[topic];
        }
    }
}
