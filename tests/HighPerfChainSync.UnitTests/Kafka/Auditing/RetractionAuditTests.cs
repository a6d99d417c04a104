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

    public void Dispose() => _logs.Dispose();
}
