using HighPerfChainSync.Kafka.Auditing;
using static HighPerfChainSync.UnitTests.Kafka.Auditing.AuditLogs;

namespace HighPerfChainSync.UnitTests.Kafka.Auditing;

/// <summary>A reorg in the topics: the newest blocks are taken back, newest first, before the new branch.</summary>
public sealed class RetractionAuditTests : IDisposable
{
    private readonly AuditLogs _logs = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void A_branch_that_is_taken_back_and_replaced_is_sound(int depth)
    {
        ulong fork = 51 - (ulong)depth;
        AuditResult result = _logs.Chain(1, 50).Retract(50, fork).Chain(fork, 60, 'b', 'a')
            .Audit(Progress(1, 60, 60 + (2 * depth), 2 * (60 + (2 * depth)), 'b'));
        result.AssertSound();
        Assert.Equal(depth, result[Blocks].Retractions);
        Assert.Equal(60, result[Blocks].Blocks);
    }

    [Fact]
    public void Reorgs_may_follow_each_other() =>
        _logs.Chain(1, 9).Retract(9, 8).Chain(8, 10, 'b', 'a').Retract(10, 8, 'b', 'a').Retract(7, 7).Chain(7, 11, 'c', 'a').Audit().AssertSound();

    [Fact]
    public void The_same_transaction_may_come_again_in_the_new_block()
    {
        _logs.Chain(1, 3).Retract(3, 3).Chain(3, 3, 'b', 'a').Audit().AssertSound();
        _logs.Retract(3, 3, 'b', 'a').Chain(3, 4).Audit().AssertSound();
    }

    [Fact]
    public void A_block_that_is_not_the_newest_is_not_taken_back()
    {
        _logs.Chain(1, 3).Of(Blocks).Add(Removed(Block(2)), topic: Blocks);
        Assert.Contains("a record of block 2 is taken back before those of block 3", _logs.Audit().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_not_taken_back()
    {
        _logs.Chain(1, 3).Of(Blocks).Add(Removed(Block(3, 'x')), topic: Blocks);
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Order, 1, "is taken back that is not there");
    }

    [Fact]
    public void A_block_is_not_taken_back_by_halves()
    {
        _logs.Chain(1, 3).Of(Transactions).Add(Removed(Transaction(3, 1)), topic: Transactions);
        _logs.Of(Blocks).Add(Removed(Block(3)), topic: Blocks);
        _logs.Chain(4, 4);
        Assert.Contains("1 of 2 records of block 3 were taken back, not all", _logs.Audit().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_branch_that_nobody_took_back_contradicts()
    {
        _logs.Chain(1, 3);
        _logs.Of(Blocks).Add(Block(3, 'b', 'a'), topic: Blocks);
        Assert.Contains("has the block hash", _logs.Audit().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_that_was_left_out_of_the_reorg_contradicts()
    {
        _logs.Chain(1, 3).Of(Blocks).Add(Removed(Block(3)), topic: Blocks).Add(Block(3, 'b', 'a'), topic: Blocks);
        Assert.False(_logs.Audit().IsSound);
    }

    [Fact]
    public void Records_of_a_block_are_taken_back_in_reverse()
    {
        _logs.Chain(1, 3);
        for (int i = 0; i < 2; i++) _logs.Of(Transactions).Add(Removed(Transaction(3, i)), topic: Transactions);
        _logs.Of(Blocks).Add(Removed(Block(3)), topic: Blocks);
        _logs.Chain(3, 3, 'b', 'a');
        _logs.Audit().AssertOnly(Transactions, AuditFaultKind.Order, 1, "not taken back in the reverse of the order");
    }

    [Theory]
    [InlineData("\"transaction_count\":2", "\"transaction_count\":3")]
    [InlineData(",\"removed\":true,\"item_id\"", ",\"extra\":1,\"removed\":true,\"item_id\"")]
    [InlineData("{\"type\":\"block\",\"removed\":true", "{\"removed\":true,\"type\":\"block\"")]
    [InlineData(",", ", ")]
    public void A_record_is_taken_back_as_it_was_sent(string before, string after)
    {
        _logs.Chain(1, 3);
        for (int i = 1; i >= 0; i--) _logs.Of(Transactions).Add(Removed(Transaction(3, i)), topic: Transactions);
        string removed = Removed(Block(3));
        string changed = before.StartsWith('{') ? Block(3).Replace("{", "{\"removed\":true,", StringComparison.Ordinal) : removed.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(removed, changed);
        _logs.Of(Blocks).Add(changed, topic: Blocks);
        _logs.Chain(3, 3, 'b', 'a');
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Mismatch, 1, "not with the key and the bytes");
    }

    [Fact]
    public void A_retraction_has_the_key_of_its_record()
    {
        byte[] block = TextEncoding.UTF8.GetBytes(Block(1));
        byte[] removed = TextEncoding.UTF8.GetBytes(Removed(Block(1)));
        _logs.Of(Blocks).Add(block, "key"u8.ToArray(), 1, 0, Blocks);
        _logs.Of(Blocks).Add(removed, "key"u8.ToArray(), 1, 0, Blocks);
        _logs.Audit().AssertSound();
        _logs.Of(Blocks).Add(block, "key"u8.ToArray(), 1, 0, Blocks);
        _logs.Of(Blocks).Add(removed, "yek"u8.ToArray(), 1, 0, Blocks);
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Mismatch, 1, "not with the key");
    }

    [Fact]
    public void A_block_that_is_half_taken_back_at_the_end_is_a_fault()
    {
        _logs.Chain(1, 3).Of(Transactions).Add(Removed(Transaction(3, 1)), topic: Transactions);
        Assert.Contains("1 of 2 records of block 3 were taken back, not all", _logs.Audit().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_100)]
    [InlineData(2_999)]
    public void A_reorg_deeper_than_the_blocks_that_are_kept_is_followed(int depth)
    {
        ulong fork = 3_001 - (ulong)depth;
        AuditResult result = _logs.Chain(1, 3_000).Retract(3_000, fork).Chain(fork, 3_500, 'b', 'a').Retract(3_500, 3_400, 'b', 'b').Chain(3_400, 3_600, 'c', 'b')
            .Audit(Progress(1, 3_600, 3_600 + (2 * (depth + 101)), 2 * (3_600 + (2 * (depth + 101))), 'c'));
        result.AssertSound();
        Assert.Equal(3_600, result[Blocks].Blocks);
        Assert.Equal(3_600, result[Transactions].Blocks);
        Assert.Equal(3_600ul, result[Blocks].LastBlock);
    }

    [Fact]
    public void A_deep_reorg_whose_new_branch_does_not_link_is_found()
    {
        _logs.Chain(1, 3_000).Retract(3_000, 500).Chain(500, 3_100, 'b', 'x');
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Mismatch, 1, "block 500 has the parent");
    }

    /// <summary>A stream that goes on while it is audited: what a reorg behind the progress has written is not audited, also not in topics that it takes nothing back in.</summary>
    [Fact]
    public void A_reorg_behind_the_progress_is_left_out()
    {
        _logs.Chain(1, 50);
        for (ulong number = 50; number >= 49; number--) _logs.Of(Blocks).Add(Removed(Block(number)), topic: Blocks);
        for (ulong number = 49; number <= 52; number++) _logs.Of(Blocks).Add(Block(number, 'b', number == 49 ? 'a' : 'b'), topic: Blocks);
        // No transaction was there to be taken back; those of the new branch look like any others.
        _logs.Of("empty").Add(Transaction(49, 7, 'b'), topic: "empty").Add(Transaction(52, 7, 'b'), topic: "empty");
        AuditResult result = _logs.Audit(Progress(1, 50, 50, 100));
        result.AssertSound();
        Assert.Equal(8, result.Pass.Later);
    }

    /// <summary>Its retractions are of blocks that the progress names again, and its chain was longer before: only when nobody writes is that known.</summary>
    [Fact]
    public void A_chain_that_has_come_back_to_its_first_branch_is_sound()
    {
        _logs.Chain(1, 20).Retract(20, 18).Chain(18, 25, 'b', 'a').Retract(25, 18, 'b', 'a').Chain(18, 22);
        _logs.Audit(Progress(1, 22, 22 + (2 * 11), 2 * (22 + (2 * 11))), isQuiet: true).AssertSound();
        _logs.Chain(23, 23);
        AuditResult result = _logs.Audit(Progress(1, 22, 22 + (2 * 11), 2 * (22 + (2 * 11))), isQuiet: true);
        result.AssertSound();
        Assert.Equal(3, result.Pass.Later);
    }

    [Fact]
    public void A_branch_behind_what_was_taken_back_may_begin_lower_in_a_sparse_topic()
    {
        foreach (int window in (ReadOnlySpan<int>)[1, 1_000])
        {
            var findings = new TopicFindings(Transactions, 1);
            var audit = new PartitionAudit(findings, window);
            foreach ((ulong number, bool isRemoved, char branch) in (ReadOnlySpan<(ulong, bool, char)>)
                [(3, false, 'a'), (5, false, 'a'), (9, false, 'a'), (9, true, 'a'), (5, true, 'a'), (4, false, 'b'), (6, false, 'b')])
            {
                string value = Transaction(number, 0, branch);
                var record = new HighPerfChainSync.Kafka.Reading.TopicRecord
                {
                    Topic = Transactions, Partition = 0, Offset = 1, Value = TextEncoding.UTF8.GetBytes(isRemoved ? Removed(value) : value),
                };
                Assert.True(AuditedRecord.TryTake(in record, 0, out AuditedRecord audited, out _));
                Assert.True(audit.Accept(in audited));
            }

            audit.Complete();
            Assert.True(findings.IsSound);
        }
    }

    public void Dispose() => _logs.Dispose();
}
