using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>A stream of a user of its own, written over TLS and SASL with everything logged, read back by the administrator.</summary>
internal sealed class SecureStream : IDisposable
{
    private SecureStream(SecureKafka kafka, SecureUser user, Func<KafkaSinkOptions, KafkaSinkOptions> change)
    {
        User = user;
        Stream = new KafkaTestStream(kafka.Plain) { Options = change(user.Options(kafka)), Logger = new TestLogger(LogLevel.Trace) };
    }

    public SecureUser User { get; }

    public KafkaTestStream Stream { get; }

    public string Chain => Stream.Chain;

    /// <summary>Makes user and stream; the user has no rights yet.</summary>
    public static async Task<SecureStream> MakeAsync(
        SecureKafka kafka, Func<KafkaSinkOptions, KafkaSinkOptions>? change = null, ScramMechanism mechanism = ScramMechanism.ScramSha512)
    {
        await kafka.RequireAsync();
        return new SecureStream(kafka, await kafka.AddUserAsync(mechanism), change ?? (static options => options));
    }

    /// <summary>Fails unless the stream is refused before its first record; nothing said on the way has the secret.</summary>
    public async Task<ChainSyncException> RefusedAtStartAsync()
    {
        await using KafkaSink sink = Stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(Chain), Stream.Cancellation));
        AssertSecretUntold(error);
        return error;
    }

    /// <summary>Fails if what was logged, or the error with all that it carries, has the secret or what it is sent as.</summary>
    public void AssertSecretUntold(Exception? error = null)
    {
        string[] told = [.. Stream.Logger.Lines, error?.ToString() ?? ""];
        string encoded = Convert.ToBase64String(TextEncoding.UTF8.GetBytes(User.Secret)).TrimEnd('=');
        Assert.NotEmpty(Stream.Logger.Lines);
        Assert.DoesNotContain(told, line => line.Contains(User.Secret, StringComparison.Ordinal) || line.Contains(encoded, StringComparison.Ordinal));
    }

    public void Dispose() => Stream.Dispose();
}
