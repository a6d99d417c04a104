using HighPerfChainSync.Kafka.Auditing;

namespace HighPerfChainSync.UnitTests.Kafka.Auditing;

/// <summary>What an audit of <see cref="AuditLogs"/> found.</summary>
internal sealed record AuditResult(List<TopicFindings> Topics, AuditPass Pass)
{
    public TopicFindings this[string topic] => Topics.Find(found => found.Topic == topic)!;

    public bool IsSound => Topics.TrueForAll(static topic => topic.IsSound);

    /// <summary>All faults that are shown, a line each.</summary>
    public string Text => string.Join('\n', Topics.SelectMany(static topic => topic.Examples).Select(static fault => $"{fault.Kind} {fault.Topic} @{fault.Offset}: {fault.Message}"));

    public void AssertSound() => Assert.True(IsSound, Text);

    /// <summary>Fails unless this is the only fault, counted so many times.</summary>
    public void AssertOnly(string topic, AuditFaultKind kind, long times, string message)
    {
        foreach (TopicFindings found in Topics)
        {
            foreach (AuditFaultKind each in Enum.GetValues<AuditFaultKind>())
                Assert.True(found.CountOf(each) == (found.Topic == topic && each == kind ? times : 0), $"{found.Topic} {each}: {found.CountOf(each)}\n{Text}");
        }

        Assert.Contains(message, Text, StringComparison.Ordinal);
    }
}
