using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>How one stream writes to Kafka.</summary>
/// <param name="Options">What the sink is made with.</param>
internal sealed record KafkaSettings(KafkaSinkOptions Options)
{
    /// <summary>The template that gives both streams the same topics, whatever their chains are called; null when there is none.</summary>
    public string? SharedTemplate(KafkaSettings other)
    {
        string data = Options.TopicTemplate;
        string progress = Options.ProgressTopicTemplate;
        if (data == other.Options.TopicTemplate && IsFixed(data)) return data;
        return progress == other.Options.ProgressTopicTemplate && IsFixed(progress) ? progress : null;
    }

    private static bool IsFixed(string template) => !template.Contains("{chain}", StringComparison.Ordinal);
}
