using Confluent.Kafka;
using HighPerfChainSync.Kafka.Producing;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>Reads <c>rd_kafka_error_t</c>.</summary>
internal static class NativeError
{
    /// <summary>The outcome of a transactional call, by the flags of its error (librdkafka's transaction guide). Destroys the error.</summary>
    public static ProducerResult Take(nint error)
    {
        if (error == 0) return ProducerResult.Done;
        ProducerOutcome outcome =
            LibRdKafka.ErrorIsFatal(error) != 0 ? ProducerOutcome.Fatal
            : LibRdKafka.ErrorRequiresAbort(error) != 0 ? ProducerOutcome.Abort
            : LibRdKafka.ErrorIsRetriable(error) != 0 ? ProducerOutcome.Retry
            : ProducerOutcome.Refused;
        return TakeAs(outcome, error);
    }

    /// <summary>The outcome of a produce call. Destroys the error.</summary>
    public static ProducerResult TakeProduce(nint error)
    {
        if (error == 0) return ProducerResult.Done;
        ProducerOutcome outcome = LibRdKafka.ErrorIsFatal(error) != 0 ? ProducerOutcome.Fatal : (ErrorCode)LibRdKafka.ErrorCode(error) switch
        {
            ErrorCode.Local_QueueFull => ProducerOutcome.QueueFull,
            ErrorCode.Local_Fatal => ProducerOutcome.Fatal,
            // The transaction has failed already, by a delivery or by its coordinator.
            ErrorCode.Local_State or ErrorCode.Local_Fenced => ProducerOutcome.Abort,
            _ => ProducerOutcome.Refused,
        };
        if (outcome != ProducerOutcome.QueueFull) return TakeAs(outcome, error);
        LibRdKafka.ErrorDestroy(error);
        return new ProducerResult(outcome, ErrorCode.Local_QueueFull, "the local queue is full");
    }

    /// <summary>What made a client fail for good.</summary>
    public static (int Code, string Reason) Fatal(nint client)
    {
        Span<byte> text = stackalloc byte[512];
        text.Clear();
        int code = LibRdKafka.FatalError(client, text, (nuint)text.Length);
        return (code, NativeText.Read(text));
    }

    private static ProducerResult TakeAs(ProducerOutcome outcome, nint error)
    {
        var result = new ProducerResult(outcome, (ErrorCode)LibRdKafka.ErrorCode(error), NativeText.Read(LibRdKafka.ErrorString(error)));
        LibRdKafka.ErrorDestroy(error);
        return result;
    }
}
