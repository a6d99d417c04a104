using HighPerfChainSync.Kafka.Auditing;
using static HighPerfChainSync.UnitTests.Kafka.Auditing.AuditLogs;

namespace HighPerfChainSync.UnitTests.Kafka.Auditing;

public sealed class TopicAuditTests : IDisposable
{
    private readonly AuditLogs _logs = new();

    [Fact]
    public void A_whole_stream_is_sound()
    {
        AuditResult result = _logs.Chain(5, 3000).Audit(Progress(5, 3000, 2996, 5992));

        result.AssertSound();
        TopicFindings blocks = result[Blocks];
        Assert.Equal((2996L, 2996L, 5UL, 3000UL), (blocks.Records, blocks.Blocks, blocks.FirstBlock!.Value, blocks.LastBlock!.Value));
        Assert.Equal((5992L, 2996L), (result[Transactions].Records, result[Transactions].Blocks));
    }

    [Fact]
    public void Empty_topics_are_sound() => _logs.Chain(1, 0).Audit().AssertSound();

    [Fact]
    public void A_missing_block_is_a_gap()
    {
        AuditResult result = _logs.Chain(1, 5).Chain(8, 9).Audit();
        result.AssertOnly(Blocks, AuditFaultKind.Gap, 2, "blocks 6 to 7 are missing");
    }

    [Fact]
    public void A_gap_without_bounds_ends()
    {
        _logs.Chain(1, 2).Of(Blocks).Add(Block(ulong.MaxValue, transactions: 0), topic: Blocks);
        Assert.Equal(long.MaxValue, _logs.Audit()[Blocks].CountOf(AuditFaultKind.Gap));
    }

    [Fact]
    public void A_start_and_an_end_that_miss_are_gaps()
    {
        AuditResult result = _logs.Chain(7, 9).Audit(Progress(5, 11, 3, 6));
        result.AssertOnly(Blocks, AuditFaultKind.Gap, 4, "blocks 5 to 6 are missing");
        Assert.Contains("blocks 10 to 11 are missing", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_comes_twice_is_a_duplicate()
    {
        _logs.Chain(1, 3).Of(Transactions).Add(Transaction(3, 1), topic: Transactions);
        _logs.Audit().AssertOnly(Transactions, AuditFaultKind.Duplicate, 1, "transactions @7: this record of block 3 is there already");
    }

    [Fact]
    public void Blocks_that_were_written_again_are_duplicates()
    {
        AuditResult result = _logs.Chain(1, 9).Chain(7, 9).Chain(10, 12).Audit();
        Assert.Equal(3, result[Blocks].CountOf(AuditFaultKind.Duplicate));
        Assert.Equal(6, result[Transactions].CountOf(AuditFaultKind.Duplicate));
        Assert.Equal(0, result[Blocks].CountOf(AuditFaultKind.Gap));
    }

    [Fact]
    public void A_block_that_comes_late_is_out_of_order()
    {
        foreach (ulong number in (ulong[])[1, 3, 2, 4]) _logs.Of(Blocks).Add(Block(number), topic: Blocks);
        AuditResult result = _logs.Audit();
        Assert.Equal(1, result[Blocks].CountOf(AuditFaultKind.Order));
        Assert.Equal(1, result[Blocks].CountOf(AuditFaultKind.Gap));
        Assert.Contains("@2: a record of block 2 comes behind one of block 3", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_is_not_linked_is_a_mismatch()
    {
        _logs.Of(Blocks).Add(Block(1), topic: Blocks).Add(Block(2, 'b', 'b'), topic: Blocks);
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Mismatch, 1, "block 2 has the parent");
    }

    [Fact]
    public void A_transaction_that_is_missing_is_a_mismatch()
    {
        _logs.Of(Blocks).Add(Block(1), topic: Blocks).Add(Block(2), topic: Blocks);
        _logs.Of(Transactions).Add(Transaction(1, 0), topic: Transactions).Add(Transaction(1, 1), topic: Transactions).Add(Transaction(2, 1), topic: Transactions);
        _logs.Audit().AssertOnly(Transactions, AuditFaultKind.Mismatch, 1, "block 2 says it has 2 transactions, and there are 1");
    }

    [Fact]
    public void All_transactions_missing_are_found_by_the_kinds_that_the_stream_writes()
    {
        _logs.Of(Blocks).Add(Block(1), topic: Blocks);
        _ = _logs.Of(Transactions);
        string faults = _logs.Audit(Progress(1, 1, 1, 2)).Text;
        Assert.Contains("block 1 says it has 2 transactions, and there are 0", faults, StringComparison.Ordinal);
        Assert.Contains("it holds 0 records, the progress counts 2", faults, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_another_block_hash_is_a_mismatch()
    {
        _logs.Of(Blocks).Add(Block(1), topic: Blocks);
        _logs.Of(Transactions).Add(Transaction(1, 0), topic: Transactions).Add(Transaction(1, 1, 'x'), topic: Transactions);
        AuditResult result = _logs.Audit();
        Assert.Contains("a record of block 1 has the block hash", result.Text, StringComparison.Ordinal);
        Assert.Contains("and there are 1", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_differ_from_the_progress_are_mismatches()
    {
        AuditResult result = _logs.Chain(1, 3).Audit(Progress(1, 3, 3, 7));
        result.AssertOnly(Transactions, AuditFaultKind.Mismatch, 1, "it holds 6 records, the progress counts 7");
    }

    [Fact]
    public void A_topic_that_was_added_later_is_counted_from_then_on()
    {
        _logs.Chain(1, 9);
        for (ulong number = 10; number < 13; number++) _logs.Of(Blocks).Add(Block(number), topic: Blocks);
        AuditResult result = _logs.Audit(Progress(1, 12, 12, 0) with { CountedFrom = [1, 13] });
        Assert.Equal(0, result[Transactions].CountOf(AuditFaultKind.Mismatch));
        result.AssertSound();
    }

    [Fact]
    public void A_block_from_before_the_stream_is_a_mismatch() =>
        Assert.Contains("the stream begins at block 3", _logs.Chain(2, 5).Audit(Progress(3, 5, 3, 6)).Text, StringComparison.Ordinal);

    [Fact]
    public void A_last_block_of_another_branch_is_a_mismatch() =>
        _logs.Chain(1, 3).Audit(Progress(1, 3, 3, 6, 'b')).AssertOnly(Blocks, AuditFaultKind.Mismatch, 1, "the progress has");

    [Fact]
    public void What_is_written_behind_the_progress_is_left_out()
    {
        AuditResult result = _logs.Chain(1, 9).Retract(9, 8).Chain(8, 12, 'b', 'a').Audit(Progress(1, 9, 9, 18));
        result.AssertSound();
        Assert.Equal(21, result.Pass.Later);
        Assert.Equal(12UL, result.Pass.Latest!.Value.Number);
    }

    [Theory]
    [InlineData("no json", "neither")]
    [InlineData("{}", "no type")]
    [InlineData("""{"type":"block"}""", "no block number")]
    [InlineData("""{"type":"block","number":3}""", "no block hash")]
    [InlineData("""{"type":"colour","number":3}""", "no type")]
    public void A_foreign_record_is_found(string value, string why)
    {
        _logs.Chain(1, 2).Of(Blocks).Add(value, topic: Blocks);
        _logs.Chain(3, 4).Audit().AssertOnly(Blocks, AuditFaultKind.Foreign, 1, why);
    }

    [Fact]
    public void A_tombstone_is_foreign()
    {
        _logs.Chain(1, 2).Of(Blocks).Add(null, topic: Blocks, isTombstone: true);
        _logs.Audit().AssertOnly(Blocks, AuditFaultKind.Foreign, 1, "tombstone");
    }

    [Fact]
    public void An_open_transaction_is_waited_for_and_mentioned()
    {
        _logs.Chain(1, 4).Of(Blocks).HideFrom(2, topic: Blocks);
        AuditResult result = _logs.Audit();
        Assert.Equal(2, result[Blocks].Records);
        Assert.Contains("offset 2", Assert.Single(result.Pass.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_that_share_a_topic_are_audited_in_it()
    {
        for (ulong number = 1; number < 5; number++)
        {
            _logs.Of("all").Add(Block(number), topic: "all").Add(Transaction(number, 0), topic: "all").Add(Transaction(number, 1), topic: "all");
        }

        _logs.Audit().AssertSound();
        _logs.Of("all").Add(Block(5), topic: "all").Add(Transaction(5, 1), topic: "all");
        _logs.Audit().AssertOnly("all", AuditFaultKind.Mismatch, 1, "there are 1");
    }

    [Fact]
    public void Partitions_are_put_together_block_by_block()
    {
        for (ulong number = 0; number < 100; number++)
        {
            int range = (int)(number / 10 % 3);
            _logs.Of(Blocks, range).Add(Block(number), range, Blocks);
            for (int i = 0; i < 2; i++) _logs.Of(Transactions, i).Add(Transaction(number, i), i, Transactions);
        }

        AuditResult result = _logs.Audit();
        result.AssertSound();
        Assert.Equal(100, result[Blocks].Blocks);
        Assert.Equal(100, result[Transactions].Blocks);
        _logs.Of(Blocks, 2).Add(Block(100), 2, Blocks);
        _logs.Of(Blocks, 1).Add(Block(100), 1, Blocks);
        Assert.Contains("block 100 is there 2 times", _logs.Audit().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_without_records_of_a_kind_are_no_gaps()
    {
        var only = new AuditLogs();
        foreach (ulong number in (ulong[])[3, 3000, 3001, 900_000]) only.Of(Transactions).Add(Transaction(number, 0), topic: Transactions);
        using (only) only.Audit().AssertSound();
    }

    public void Dispose() => _logs.Dispose();
}
