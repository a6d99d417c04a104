using Confluent.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Native;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>Serves the events of a producer on a thread of its own: delivery reports in batches, errors, log lines.</summary>
/// <remarks>
/// librdkafka counts a record as under way until its event is destroyed, so when a commit, an abort or a flush has ended, its reports
/// have been counted here already. Without this thread those calls would wait for ever.
/// </remarks>
internal sealed class ProducerEvents
{
    /// <summary>Reports taken from an event at a time.</summary>
    private const int BatchSize = 512;

    /// <summary>How long a waiter may go without looking whether the transaction has failed: an abortable error makes no event.</summary>
    private const int PollMs = 200;

    private readonly ClientHandle _client;
    private readonly QueueHandle _queue;
    private readonly DeliveryTable _deliveries;
    private readonly Func<nint, string> _topicName;
    private readonly ClientEvents _events;
    private readonly Thread _thread;
    private volatile DeliveryFailure? _failure;
    private volatile bool _stopping;

    /// <param name="client">The producer.</param>
    /// <param name="queue">Its main queue.</param>
    /// <param name="deliveries">Where reports are counted.</param>
    /// <param name="topicName">Finds the name of a topic by its pointer.</param>
    /// <param name="events">Where errors and log lines go.</param>
    public ProducerEvents(ClientHandle client, QueueHandle queue, DeliveryTable deliveries, Func<nint, string> topicName, ClientEvents events)
    {
        _client = client;
        _queue = queue;
        _deliveries = deliveries;
        _topicName = topicName;
        _events = events;
        _thread = new Thread(Run) { Name = "Kafka events", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Raised after reports have been counted, and every fifth of a second.</summary>
    public ReportSignal Signal { get; } = new();

    /// <summary>The worst failure since it was cleared.</summary>
    public DeliveryFailure? Failure => _failure;

    /// <summary>Forgets the failure. To be called while nothing is under way.</summary>
    public void ClearFailure() => _failure = null;

    /// <summary>Ends the thread; what is still in the queue is not served.</summary>
    public void Stop()
    {
        _stopping = true;
        LibRdKafka.QueueYield(_queue);
        _thread.Join();
    }

    private unsafe void Run()
    {
        DeliveredMessage** batch = stackalloc DeliveredMessage*[BatchSize];
        nint queue = _queue.DangerousGetHandle(); // The producer disposes it after this thread has ended.
        while (!_stopping)
        {
            nint @event = LibRdKafka.QueuePoll(queue, PollMs);
            if (@event != 0)
            {
                switch (LibRdKafka.EventType(@event))
                {
                    case LibRdKafka.EventDelivery:
                        CountReports(@event, batch);
                        break;
                    case LibRdKafka.EventError:
                        PassError(@event);
                        break;
                    case LibRdKafka.EventLog:
                        PassLog(@event);
                        break;
                }

                LibRdKafka.EventDestroy(@event);
            }

            Signal.Set();
        }
    }

    /// <summary>Counts runs of records of one slot together: a batch has a few slots only.</summary>
    private unsafe void CountReports(nint @event, DeliveredMessage** batch)
    {
        nuint count;
        while ((count = LibRdKafka.EventMessages(@event, batch, BatchSize)) > 0)
        {
            nint slot = batch[0]->Opaque;
            int run = 0;
            for (nuint i = 0; i < count; i++)
            {
                DeliveredMessage* message = batch[i];
                if (message->Opaque != slot)
                {
                    _deliveries[(int)slot].Report(run);
                    slot = message->Opaque;
                    run = 0;
                }

                run++;
                // Noted before it is counted, so that nobody takes the last report for a success.
                if (message->Error != 0) Note(message);
            }

            _deliveries[(int)slot].Report(run);
        }
    }

    private unsafe void Note(DeliveredMessage* message)
    {
        var code = (ErrorCode)message->Error;
        if (code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) return;
        int bytes = (int)message->ValueLength;
        bool permanent = KafkaFaults.IsPermanent(code);
        if (_failure is { } known)
        {
            bool knownPermanent = KafkaFaults.IsPermanent(known.Code);
            if (knownPermanent && !permanent) return;
            if (knownPermanent == permanent && known.Bytes >= bytes) return;
        }

        string reason = NativeText.Read(LibRdKafka.MessageErrorText(message));
        if (reason.Length == 0) reason = NativeText.OfCode(message->Error);
        _failure = new DeliveryFailure(
            _topicName(message->Topic), message->Partition, _deliveries[(int)message->Opaque].Block, bytes, code, reason);
    }

    private void PassError(nint @event)
    {
        int code = LibRdKafka.EventErrorCode(@event);
        string reason = NativeText.Read(LibRdKafka.EventErrorString(@event));
        bool fatal = LibRdKafka.EventErrorIsFatal(@event) != 0;
        if ((ErrorCode)code == ErrorCode.Local_Fatal) // It stands for another, which has the reason.
            (code, reason) = NativeError.Fatal(_client.DangerousGetHandle());
        _events.OnError(new Error((ErrorCode)code, reason, fatal));
    }

    private unsafe void PassLog(nint @event)
    {
        nint facility = 0;
        nint text = 0;
        int level = 0;
        if (LibRdKafka.EventLogMessage(@event, &facility, &text, &level) != 0) return;
        _events.OnLog(new LogMessage("chainsync", (SyslogLevel)level, NativeText.Read(facility), NativeText.Read(text)));
    }
}
