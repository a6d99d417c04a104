using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>What librdkafka says besides its answers. A call that waits for a broker only times out: the reason comes here alone.</summary>
/// <remarks>Thread: any; librdkafka calls from its own.</remarks>
internal sealed class ClientEvents(ILogger logger, Secrets? secrets = null)
{
    private volatile Error? _last;
    private volatile Error? _denied;

    /// <summary>The last reason, or null.</summary>
    public Error? Last => _denied ?? _last;

    /// <summary>The refusal of credentials or of TLS, which waiting does not mend, or null.</summary>
    public Error? Denied => _denied;

    /// <summary>The last reason in words.</summary>
    public string Describe() => Last?.Reason ?? "no reason is known yet";

    /// <summary>Forgets what was said: a broker has answered.</summary>
    public void Clear()
    {
        _last = null;
        _denied = null;
    }

    public void OnError(Error error)
    {
        if (secrets is not null) error = new Error(error.Code, secrets.Redact(error.Reason), error.IsFatal);
        if (error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl or ErrorCode.SaslAuthenticationFailed)
            _denied = error;
        // "All brokers are down" follows the reason and says less than it.
        else if (error.Code != ErrorCode.Local_AllBrokersDown || _last is null)
            _last = error;
        Say(() => KafkaLog.ClientError(logger, error.Code, error.Reason));
    }

    public void OnLog(LogMessage message)
    {
        LogLevel level = message.Level switch
        {
            // The next call says it as well, and whoever uses the client decides what it means.
            _ when message.Facility is "FATAL" or "TXNERR" => LogLevel.Debug,
            <= SyslogLevel.Critical => LogLevel.Error,
            SyslogLevel.Error or SyslogLevel.Warning => LogLevel.Debug,
            _ => LogLevel.Trace,
        };
        if (!logger.IsEnabled(level)) return;
        string text = secrets?.Redact(message.Message) ?? message.Message;
        Say(() => KafkaLog.ClientMessage(logger, level, message.Facility, text));
    }

    /// <summary>A logger that throws would end the process from here: nobody stands above Kafka's threads.</summary>
    private static void Say(Action log)
    {
        try
        {
            log();
        }
        catch (Exception)
        {
            // There is nowhere left to say it.
        }
    }
}
