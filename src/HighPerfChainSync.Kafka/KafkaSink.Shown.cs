using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka;

/// <content>
/// What consumers are shown against what the progress says. They can differ only after crashes of Kafka in a row, or when somebody else has written to the
/// topics; neither gap nor repetition may follow from it unnoticed. It is looked at after faults and at the start, as far as this user may read the topics.
/// </content>
public sealed partial class KafkaSink
{
    /// <summary>The last committed block that has a record in each data topic, since this instance writes; null is none yet.</summary>
    private ulong?[] _lastOf = [];

    /// <summary>Whether a commit is shown only with the next one.</summary>
    private bool _isCommitUnmarked;

    /// <summary>Stops a start whose first blocks consumers have been shown already.</summary>
    private async Task CheckStartAsync(ProgressRecord? found, CancellationToken cancellationToken)
    {
        _lastOf = new ulong?[_topics.ProgressIndex];
        if (!IsTransactional || _options.AcceptChanges || found?.Last is not { } last) return;
        if (await _cluster.FindShownBlocksAsync(_topics, _options.StartTimeout, cancellationToken).ConfigureAwait(false) is not { } shown) return;
        int ahead = Array.FindIndex(shown, block => block > last.Number);
        if (ahead < 0) return;
        // An instance that has taken over meanwhile is not a fault: the claim decides.
        ProgressRecord? now = await ReadProgressAsync(ProgressView.Written, cancellationToken).ConfigureAwait(false);
        if (now?.Last != last || now.Instance != found.Instance) return;
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Topic '{_topics.Names[ahead]}' shows block {shown[ahead]} to consumers, but the progress in topic '{_topics.ProgressName}' ends with block {last.Number}: "
            + "to go on from there would write blocks a second time. Kafka has lost the end of the progress in a crash, or something else writes to these topics. "
            + "Begin the stream in new topics, or write the blocks again with --accept-changes (AcceptChanges) if consumers can bear it.");
    }

    /// <summary>Stops after a fault when records whose commit was acknowledged are not shown any more.</summary>
    private async ValueTask CheckCommittedAsync(CancellationToken cancellationToken)
    {
        // What is not shown yet is not lost.
        if (_isCommitUnmarked) return;
        if (await _cluster.FindShownBlocksAsync(_topics, s_forever, cancellationToken).ConfigureAwait(false) is not { } shown) return;
        for (int topic = 0; topic < shown.Length; topic++)
        {
            if (_lastOf[topic] is not { } last || shown[topic] >= last) continue;
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"Kafka has lost records of topic '{_topics.Names[topic]}' whose commit it had acknowledged: its last block is {shown[topic]?.ToText() ?? "none"}, and was {last}. "
                + "Nothing more is written, so that the gap is at the end. Begin the stream again in new topics.");
        }
    }

    private void NoteCommitted()
    {
        foreach (BlockData block in _blocks)
        {
            for (int i = 0; i < EntityNames.Count; i++)
            {
                if (block.Encoded.CountOf((Entity)i) > 0) _lastOf[_topics.IndexOf((Entity)i)] = block.Header.Number;
            }
        }
    }
}
